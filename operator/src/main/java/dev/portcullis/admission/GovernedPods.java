package dev.portcullis.admission;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Variable;
import java.util.List;

/**
 * The CEL variables that find what a request is about: {@code pod} (a pod, or a workload's template of one), {@code
 * governed}, and {@code containers}, the containers to judge. They are evaluated when first used, and at most once.
 */
final class GovernedPods {

    /** Whether a running pod gets an ephemeral container. */
    static final String EPHEMERAL = "request.?subResource.orValue('') == 'ephemeralcontainers'";

    /** dyn() keeps the type checker of the API server from looking for the fields of one kind in the others. */
    private static final String TEMPLATE = """
            request.kind.kind == 'Pod' ? dyn(OBJECT) :
            request.kind.kind == 'PodTemplate' ? dyn(OBJECT).template :
            request.kind.kind == 'CronJob' ? dyn(OBJECT).spec.jobTemplate.spec.template :
            dyn(OBJECT).spec.template""";

    private static final String LABELS = "variables.pod.?metadata.?labels.orValue({})";

    /** A binding has selected pods by their labels; a workload's template it does not see. */
    private static final String GOVERNED = """
            variables.pod.spec.?os.?name.orValue('') != 'windows' &&
            (request.kind.kind == 'Pod' ||
            (SELECTED) && (request.operation == 'CREATE' || variables.pod != variables.before))""";

    private static final String KNOWN = "dyn(oldObject).spec.?ephemeralContainers.orValue([]).map(c, c.name)";

    /** What a running pod has already cannot be changed any more, so only what comes to it is judged. */
    private static final String CONTAINERS = """
            !variables.governed ? [] :
            EPHEMERAL ?
            variables.pod.spec.?ephemeralContainers.orValue([]).filter(c, !(c.name in variables.known)) :
            variables.pod.spec.?initContainers.orValue([]) + variables.pod.spec.containers""";

    private GovernedPods() {}

    /** The variables, for pods with these labels. */
    static List<Variable> variables(LabelSelector podSelector) {
        return List.of(
                CelRule.variable("pod", TEMPLATE.replace("OBJECT", "object")),
                CelRule.variable("before", TEMPLATE.replace("OBJECT", "oldObject")),
                CelRule.variable("labels", LABELS),
                CelRule.variable(
                        "governed",
                        GOVERNED.replace("SELECTED", SelectorExpression.of(podSelector, "variables.labels"))),
                CelRule.variable("known", KNOWN),
                CelRule.variable("containers", CONTAINERS.replace("EPHEMERAL", EPHEMERAL)));
    }
}
