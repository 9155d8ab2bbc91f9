package dev.portcullis.admission;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A label selector as a CEL expression, for labels that the API server's own selectors do not look at. */
final class SelectorExpression {

    private SelectorExpression() {}

    /**
     * Whether labels match.
     *
     * @param labels a CEL expression that is a map of strings
     * @throws IllegalArgumentException if the selector has an operator that there is not
     */
    static String of(LabelSelector selector, String labels) {
        List<String> terms = new ArrayList<>();
        new TreeMap<>(Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of()))
                .forEach((key, value) -> terms.add(in(labels, key, List.of(value))));
        for (LabelSelectorRequirement each :
                Objects.requireNonNullElse(selector.getMatchExpressions(), List.<LabelSelectorRequirement>of())) {
            terms.add(term(each, labels));
        }
        return terms.isEmpty() ? "true" : String.join(" && ", terms);
    }

    private static String term(LabelSelectorRequirement requirement, String labels) {
        String key = requirement.getKey();
        List<String> values = Objects.requireNonNullElse(requirement.getValues(), List.of());
        return switch (requirement.getOperator()) {
            case "In" -> in(labels, key, values);
            // As everywhere in Kubernetes, whoever lacks the label has none of the values.
            case "NotIn" -> "!(" + in(labels, key, values) + ")";
            case "Exists" -> exists(labels, key);
            case "DoesNotExist" -> "!(" + exists(labels, key) + ")";
            default ->
                throw new IllegalArgumentException(
                        "\"" + requirement.getOperator() + "\" is none of In, NotIn, Exists, DoesNotExist");
        };
    }

    private static String exists(String labels, String key) {
        return CelText.string(key) + " in " + labels;
    }

    private static String in(String labels, String key, List<String> values) {
        return exists(labels, key) + " && " + labels + "[" + CelText.string(key) + "] in " + CelText.list(values);
    }
}
