package dev.portcullis.admission;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A label selector as a CEL expression, for labels that the API server's own selectors do not see. */
final class SelectorExpression {

    private static final String VALUES = "values";

    private SelectorExpression() {}

    /**
     * The variables that {@link #of} uses, one list of values each: an expression may have 100,000 characters (cel-go,
     * parser options, expressionSizeCodePointLimit), and all lists together can have more.
     */
    static List<Variable> lists(LabelSelector selector) {
        List<Variable> lists = new ArrayList<>();
        List<LabelSelectorRequirement> expressions = expressions(selector);
        for (int i = 0; i < expressions.size(); i++) {
            List<String> values = expressions.get(i).getValues();
            if (values != null && !values.isEmpty()) {
                lists.add(CelRule.variable(VALUES + i, CelText.list(values)));
            }
        }
        return lists;
    }

    /**
     * An expression that is true if labels match.
     *
     * @param labels a CEL expression that is a map of strings
     * @throws IllegalArgumentException if the selector has an unknown operator
     */
    static String of(LabelSelector selector, String labels) {
        List<String> terms = new ArrayList<>();
        new TreeMap<>(Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of()))
                .forEach((key, value) -> terms.add(in(labels, key, CelText.list(List.of(value)))));
        List<LabelSelectorRequirement> expressions = expressions(selector);
        for (int i = 0; i < expressions.size(); i++) {
            terms.add(term(expressions.get(i), "variables." + VALUES + i, labels));
        }
        return terms.isEmpty() ? "true" : String.join(" && ", terms);
    }

    private static List<LabelSelectorRequirement> expressions(LabelSelector selector) {
        return Objects.requireNonNullElse(selector.getMatchExpressions(), List.of());
    }

    private static String term(LabelSelectorRequirement requirement, String values, String labels) {
        String key = requirement.getKey();
        return switch (requirement.getOperator()) {
            case "In" -> in(labels, key, values);
            // As everywhere in Kubernetes, an object without the label has none of the values.
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

    private static String in(String labels, String key, String values) {
        return exists(labels, key) + " && " + labels + "[" + CelText.string(key) + "] in " + values;
    }
}
