package dev.portcullis.operator;

import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an object's spec.
 *
 * @param rendition what is to go to the nodes; null when the spec was refused
 * @param errors why it was refused; none when it was not
 * @param warnings what deserves a look
 */
record Outcome(@Nullable Rendition rendition, List<Finding> errors, List<Finding> warnings) {

    static Outcome rendered(Rendition rendition, List<Finding> warnings) {
        return new Outcome(rendition, List.of(), warnings);
    }

    static Outcome refused(List<Finding> errors) {
        return new Outcome(null, errors, List.of());
    }

    boolean isRefused() {
        return rendition == null;
    }

    /** Whether it was refused for nothing but what other objects can mend. */
    boolean waitsForOthers() {
        return isRefused() && errors.stream().allMatch(finding -> finding.code().dependsOnOthers());
    }

    /** Whether only a change of the spec can help. */
    boolean stalls() {
        return isRefused()
                && errors.stream().noneMatch(finding -> finding.code().dependsOnOthers());
    }
}
