package dev.portcullis.admission;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a label selector selects, as Kubernetes understands it.
 *
 * @param ranges what the labels that it names may be, by key; other labels may be anything
 */
record Selection(Map<String, LabelRange> ranges) {

    /** Selects everything. */
    static final Selection ALL = new Selection(Map.of());

    /** Copies what it is given. */
    Selection {
        ranges = Map.copyOf(ranges);
    }

    /**
     * What a selector selects; an empty one and null select everything.
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

    /** What both select. */
    Selection and(Selection other) {
        Selection both = this;
        for (Map.Entry<String, LabelRange> range : other.ranges.entrySet()) {
            both = both.and(range.getKey(), range.getValue());
        }
        return both;
    }

    /** What this selects of those whose label is in the range. */
    Selection and(String key, LabelRange range) {
        Map<String, LabelRange> both = new TreeMap<>(ranges);
        both.merge(key, range, LabelRange::and);
        return new Selection(both);
    }

    /** Whether something with these labels is selected. */
    boolean matches(Map<String, String> labels) {
        return ranges.entrySet().stream().allMatch(range -> range.getValue().accepts(labels.get(range.getKey())));
    }

    /** Whether there can be labels that it selects. */
    boolean satisfiable() {
        return ranges.values().stream().allMatch(LabelRange::satisfiable);
    }
}
