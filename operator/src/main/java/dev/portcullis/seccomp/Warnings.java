package dev.portcullis.seccomp;

import dev.portcullis.api.SeccompProfileSpec;
import java.util.List;

/** What a runtime lets through although its author can hardly have meant it. */
final class Warnings {

    private Warnings() {}

    /** Of a profile, and of the filters that it becomes together with its bases. */
    static List<Finding> of(SeccompProfileSpec spec, ProfileStack stack, List<Resolved> resolved) {
        Findings findings = new Findings();
        new RuleWarnings(spec, stack, resolved, findings).check();
        FilterWarnings.check(stack, resolved, findings);
        return findings.all();
    }
}
