package dev.portcullis.admission;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a label selector selects, as Kubernetes understands it.
 *
 * @param ranges the values allowed for each label that it names, by key; other labels may have any
 */
record Selection(Map<String, LabelRange> ranges) {

    /** Selects everything. */
    static final Selection ALL = new Selection(Map.of());

    /** Copies what it is given. */
    Selection {
        ranges = Map.copyOf(ranges);
    }

    /**
     * if it has an unknown operator; the message names it
     *
     * @throws IllegalArgumentException if it has an operator that there is not; the message says which
     */
    static Selection of(@Nullable LabelSelector selector) {
        Selection selection = ALL;
        if (selector == null) {
            return selection;
        }
        for (Map.Entry<String, String> label : Objects.requireNonNullElse(
                        selector.getMatchLabels(), Map.<String, String>of())
                .entrySet()) {
            selection = selection.and(label.getKey(), new LabelRange(false, false, Set.of(label.getValue())));
        }
        for (LabelSelectorRequirement expression :
                Objects.requireNonNullElse(selector.getMatchExpressions(), List.<LabelSelectorRequirement>of())) {
            Set<String> values = Set.copyOf(Objects.requireNonNullElse(expression.getValues(), List.<String>of()));
            selection =
                    selection.and(expression.getKey(), LabelRange.of(String.valueOf(expression.getOperator()), values));
        }
        return selection;
    }

    /** The intersection of both. */
    Selection and(Selection other) {
        Selection both = this;
        for (Map.Entry<String, LabelRange> range : other.ranges.entrySet()) {
            both = both.and(range.getKey(), range.getValue());
        }
        return both;
    }

    /** The intersection with the objects whose label is in the range. */
    Selection and(String key, LabelRange range) {
        Map<String, LabelRange> both = new TreeMap<>(ranges);
        both.merge(key, range, LabelRange::and);
        return new Selection(both);
    }

    /** Returns whether it selects an object with these labels. */
    boolean matches(Map<String, String> labels) {
        return ranges.entrySet().stream().allMatch(range -> range.getValue().accepts(labels.get(range.getKey())));
    }

    /** Returns whether any labels can match it. */
    boolean satisfiable() {
        return ranges.values().stream().allMatch(LabelRange::satisfiable);
    }

    /**
     * The values that selectors allow for one label.
     *
     * @param absent whether the label may be missing
     * @param except whether {@code values} are the forbidden ones, rather than the only ones
     * @param values the forbidden values, or all allowed ones
     */
    record LabelRange(boolean absent, boolean except, Set<String> values) {

        /** Any value, or none. */
        static final LabelRange ANY = new LabelRange(true, true, Set.of());

        /** Copies what it is given. */
        LabelRange {
            values = Set.copyOf(values);
        }

        /**
         * The values that an operator of a label selector allows (apimachinery, pkg/labels/selector.go,
         * Requirement.Matches): {@code NotIn} holds of a missing label too.
         *
         * @throws IllegalArgumentException if the operator is unknown
         */
        static LabelRange of(String operator, Set<String> values) {
            return switch (operator) {
                case "In" -> new LabelRange(false, false, values);
                case "NotIn" -> new LabelRange(true, true, values);
                case "Exists" -> new LabelRange(false, true, Set.of());
                case "DoesNotExist" -> new LabelRange(true, false, Set.of());
                default ->
                    throw new IllegalArgumentException("a label selector has no operator \"" + operator
                            + "\"; use In, NotIn, Exists or DoesNotExist");
            };
        }

        /** The intersection of both. */
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

        /** Returns whether the label may have this value; null is a missing label. */
        boolean accepts(@Nullable String value) {
            return value == null ? absent : values.contains(value) != except;
        }

        /** Returns whether any value is allowed; the forbidden values are never all values. */
        boolean satisfiable() {
            return absent || except || !values.isEmpty();
        }
    }
}
