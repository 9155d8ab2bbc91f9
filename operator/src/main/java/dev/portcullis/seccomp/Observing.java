package dev.portcullis.seccomp;

import java.util.List;
import java.util.Map;

/**
 * How calls that a profile denies are told to an observer.
 *
 * @param letsThrough whether the observer lets them run; else it returns the errno that the profile gives, and what the
 *     profile answers with anything but an errno stays as it is and is not told
 * @param listenerPath the observer's socket
 * @param metadata writes what the observer must know
 */
public record Observing(boolean letsThrough, String listenerPath, Metadata metadata) {

    /** Writes {@code listenerMetadata}. */
    @FunctionalInterface
    public interface Metadata {

        /**
         * The text.
         *
         * @param byDefault what the profile says of calls that no rule is about
         * @param newest the greatest number of a syscall that the profile names, by architecture; empty where its default
         *     lets calls through
         * @param rules what it says of other calls that may notify, in the order in which runtimes add them
         */
        String of(Verdict byDefault, Map<Architecture, Integer> newest, List<Rule> rules);
    }

    /**
     * What becomes of a call.
     *
     * @param verdict what the profile says of it
     * @param isNeeded whether it must not notify, because runtimes make it before they hand over the descriptor
     */
    Verdict observed(Verdict verdict, boolean isNeeded) {
        Verdict notify = new Verdict(Action.NOTIFY, null);
        if (letsThrough) {
            boolean runs = verdict.action() == Action.ALLOW || verdict.action() == Action.LOG;
            return runs ? verdict : isNeeded ? new Verdict(Action.ALLOW, null) : notify;
        }
        return verdict.action() == Action.ERRNO && !isNeeded ? notify : verdict;
    }
}
