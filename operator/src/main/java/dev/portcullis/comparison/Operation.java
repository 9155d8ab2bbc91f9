package dev.portcullis.comparison;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Verdict;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The ways to merge filters. */
public enum Operation {
    /** A call gets the most permissive verdict: it is allowed if any filter allows it. */
    UNION,
    /** A call gets the least permissive verdict: it is allowed if all filters allow it. */
    INTERSECTION;

    /** The flag whose absence keeps the kernel's mitigations against speculation (seccomp(2)). */
    private static final String SPEC_ALLOW = "SECCOMP_FILTER_FLAG_SPEC_ALLOW";

    /** Chooses one of several verdicts, in any order; of equally permissive ones the first by name and number. */
    Verdict verdict(Collection<Verdict> verdicts) {
        return switch (this) {
            case UNION -> Collections.max(verdicts, Permissiveness.MOST_LAST);
            case INTERSECTION -> Collections.min(verdicts, Permissiveness.LEAST_FIRST);
        };
    }

    /** The architectures covered beside the node's own. */
    Set<Architecture> architectures(List<Set<Architecture>> covered) {
        Set<Architecture> result = new TreeSet<>(covered.getFirst());
        switch (this) {
            case UNION -> covered.forEach(result::addAll);
            case INTERSECTION -> covered.forEach(result::retainAll);
        }
        return result;
    }

    /** All flags of any filter; but an intersection keeps the mitigations against speculation if any filter does. */
    Set<String> flags(List<? extends Set<String>> flags) {
        Set<String> result = new TreeSet<>();
        flags.forEach(result::addAll);
        if (this == INTERSECTION && !flags.stream().allMatch(one -> one.contains(SPEC_ALLOW))) {
            result.remove(SPEC_ALLOW);
        }
        return result;
    }
}
