package dev.portcullis.admission;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.Variable;
import java.util.List;

/**
 * One rule of a policy in CEL.
 *
 * @param variables the variables that it uses
 * @param objection an expression: the objection to a pod; the empty string when the pod complies
 */
record CelRule(List<Variable> variables, String objection) {

    /** Copies what it is given. */
    CelRule {
        variables = List.copyOf(variables);
    }

    /**
     * A rule that some containers break.
     *
     * @param offenders the name of the variable that lists them
     * @param which its expression
     * @param words an expression: the objection to the first
     */
    static CelRule ofContainers(String offenders, String which, String words) {
        return new CelRule(List.of(variable(offenders, which)), first(offenders, words, "''"));
    }

    /** An expression: the objection to the first offender and the number of others, or else {@code otherwise}. */
    static String first(String offenders, String words, String otherwise) {
        return """
                variables.%1$s.size() == 0 ? (%3$s) :
                'container "' + variables.%1$s[0].name + '" ' + %2$s +
                (variables.%1$s.size() == 1 ? '' : ' (and ' + string(variables.%1$s.size() - 1) + ' more containers)')""".formatted(offenders, words, otherwise);
    }

    /** A variable that the expressions after it see as {@code variables.NAME}. */
    static Variable variable(String name, String expression) {
        return new Variable(expression, name);
    }
}
