package dev.portcullis.admission;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What selectors let one label be: absent or not, and which values.
 *
 * @param absent whether the label may be missing
 * @param except whether {@code values} are the forbidden ones, rather than the only ones
 * @param values the forbidden values, or all allowed ones
 */
record LabelRange(boolean absent, boolean except, Set<String> values) {

    /** Anything, or nothing. */
    static final LabelRange ANY = new LabelRange(true, true, Set.of());

    /** Copies what it is given. */
    LabelRange {
        values = Set.copyOf(values);
    }

    /**
     * What an operator of a label selector lets a label be (apimachinery, pkg/labels/selector.go, Requirement.Matches):
     * {@code NotIn} holds of a missing label too.
     *
     * @throws IllegalArgumentException if there is no such operator
     */
    static LabelRange of(String operator, Set<String> values) {
        return switch (operator) {
            case "In" -> new LabelRange(false, false, values);
            case "NotIn" -> new LabelRange(true, true, values);
            case "Exists" -> new LabelRange(false, true, Set.of());
            case "DoesNotExist" -> new LabelRange(true, false, Set.of());
            default ->
                throw new IllegalArgumentException(
                        "a label selector has no operator \"" + operator + "\"; use In, NotIn, Exists or DoesNotExist");
        };
    }

    /** What both let it be. */
    LabelRange and(LabelRange other) {
        boolean both = absent && other.absent;
        if (except && other.except) {
            Set<String> forbidden = new HashSet<>(values);
            forbidden.addAll(other.values);
            return new LabelRange(both, true, forbidden);
        }
        LabelRange finite = except ? other : this;
        LabelRange filter = except ? this : other;
        return new LabelRange(
                both,
                false,
                finite.values.stream()
                        .filter((Predicate<String>) filter::accepts)
                        .collect(Collectors.toSet()));
    }

    /** Whether the label may be this; null is a missing one. */
    boolean accepts(@Nullable String value) {
        return value == null ? absent : values.contains(value) != except;
    }

    /** Whether the label may be anything at all; of what is forbidden there is never all. */
    boolean satisfiable() {
        return absent || except || !values.isEmpty();
    }
}
