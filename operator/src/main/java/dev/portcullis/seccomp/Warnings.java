package dev.portcullis.seccomp;

import dev.portcullis.api.SeccompProfileSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gathers what a runtime lets through although its author can hardly have meant it: of a profile, and of the filters that it
 * becomes together with its bases, which are looked at one after the other.
 */
final class Warnings {

    private final SeccompProfileSpec spec;
    private final ProfileStack stack;
    private final Outweighed outweighed;
    private final FilterWarnings filters = new FilterWarnings();

    Warnings(SeccompProfileSpec spec, ProfileStack stack) {
        this.spec = spec;
        this.stack = stack;
        this.outweighed = new Outweighed(stack.top().rules());
    }

    void look(Resolved resolved) {
        outweighed.look(resolved);
        filters.look(resolved);
    }

    /** What was found; at least one filter was looked at. */
    List<Finding> all() {
        Findings findings = new Findings();
        // What is about all of it is not to be missing because there is much to say of the rules.
        Findings ofRules = new Findings();
        UnusedMembers.check(spec, ofRules);
        new RuleWarnings(spec, stack, outweighed, ofRules).check();
        filters.tell(stack, findings);
        return Stream.concat(ofRules.all().stream(), findings.all().stream()).toList();
    }
}
