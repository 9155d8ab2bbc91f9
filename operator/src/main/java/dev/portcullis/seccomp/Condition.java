package dev.portcullis.seccomp;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one argument of a syscall.
 *
 * @param index which argument, 0 to 5
 * @param operator how it is compared
 * @param value the number, or the mask of {@link Operator#MASKED_EQ}; unsigned
 * @param valueTwo what the masked argument must equal; null when the profile does not say; unsigned
 */
public record Condition(
        int index, Operator operator, long value, @Nullable Long valueTwo) implements Comparable<Condition> {

    private static final Comparator<Condition> ORDER = Comparator.comparingInt(Condition::index)
            .thenComparing(Condition::operator)
            .thenComparing(Condition::value, Long::compareUnsigned)
            .thenComparing(c -> c.valueTwo == null ? 0L : c.valueTwo, Long::compareUnsigned);

    @Override
    public int compareTo(Condition other) {
        return ORDER.compare(this, other);
    }
}
