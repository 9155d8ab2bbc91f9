package dev.portcullis.comparison;

import dev.portcullis.seccomp.Verdict;
import java.util.Comparator;

/**
 * Verdicts by how much they allow. From nothing to everything: kill the process, kill the thread, SIGSYS (a handler can
 * survive it), an errno (the program goes on), ask a tracer or the listener (which may allow the call), allow and log,
 * allow. A tracer and the listener rank equal, because their decisions are unknown; so do all errnos.
 */
final class Permissiveness {

    private static final Comparator<Verdict> BY_RANK = Comparator.comparingInt(Permissiveness::rank);

    /** The most permissive last; of equals, the last by name and number first. */
    static final Comparator<Verdict> MOST_LAST = BY_RANK.thenComparing(Comparator.reverseOrder());

    /** The least permissive first; of equals, the first by name and number. */
    static final Comparator<Verdict> LEAST_FIRST = BY_RANK.thenComparing(Comparator.naturalOrder());

    private Permissiveness() {}

    /** Compares a call's new verdict with its old one, which differs. */
    static Effect effect(Verdict before, Verdict after) {
        int order = BY_RANK.compare(before, after);
        if (order == 0) {
            return Effect.OTHER;
        }
        return order < 0 ? Effect.WIDER : Effect.NARROWER;
    }

    /** The place of a verdict: the higher, the more it allows. */
    static int rank(Verdict verdict) {
        return switch (verdict.action()) {
            case KILL_PROCESS -> 0;
            case KILL_THREAD -> 1;
            case TRAP -> 2;
            case ERRNO -> 3;
            case TRACE, NOTIFY -> 4;
            case LOG -> 5;
            case ALLOW -> 6;
        };
    }
}
