package dev.portcullis.operator.staging;

import java.time.Instant;
import java.util.Set;

/** Says whether the pods on the nodes that have a change are well. */
@FunctionalInterface
public interface RolloutGate {

    /** What a gate says. */
    enum Answer {
        YES,
        NO,
        /** It has yet to look. */
        NOT_YET
    }

    /**
     * What a gate says, and why.
     *
     * @param message for a person; empty unless it says no
     */
    record Verdict(Answer answer, String message) {

        /** All is well. */
        public static final Verdict YES = new Verdict(Answer.YES, "");

        /** It has yet to look. */
        public static final Verdict NOT_YET = new Verdict(Answer.NOT_YET, "");

        /** Something is wrong. */
        public static Verdict no(String message) {
            return new Verdict(Answer.NO, message);
        }
    }

    /**
     * The verdict by a look at this moment or later.
     *
     * @param nodes the nodes that have the change
     */
    Verdict ask(Set<String> nodes, Instant notBefore);
}
