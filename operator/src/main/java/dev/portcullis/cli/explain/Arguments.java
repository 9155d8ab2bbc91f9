package dev.portcullis.cli.explain;

import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Conditions;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a syscall's arguments.
 *
 * @param values unsigned 64-bit numbers by index, 0 to 5
 */
record Arguments(Map<Integer, Long> values) {

    /** Nothing is known. */
    static final Arguments NONE = new Arguments(Map.of());

    /** Copies what it is given. */
    Arguments {
        values = Map.copyOf(values);
    }

    /** Whether the conditions hold; empty when that depends on an argument that is not known. */
    Optional<Boolean> satisfy(Conditions conditions) {
        boolean open = false;
        for (Condition condition : conditions.all()) {
            Long value = values.get(condition.index());
            if (value == null) {
                open = true;
            } else if (!condition.holds(value)) {
                return Optional.of(false);
            }
        }
        return open ? Optional.empty() : Optional.of(true);
    }
}
