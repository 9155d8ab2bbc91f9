package dev.portcullis.admission;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Variable;
import java.util.ArrayList;
import java.util.List;

/**
 * The CEL variables that find what a request is about: {@code pod} (a pod, or the template of a workload), {@code
 * governed}, and {@code containers}, the containers to judge. CEL evaluates each on first use, and at most once.
 */
final class GovernedPods {

    /** True if a running pod gets an ephemeral container. */
    static final String EPHEMERAL = "request.?subResource.orValue('') == 'ephemeralcontainers'";

    /** dyn() keeps the API server's type checker from looking for one kind's fields in the others. */
    private static final String TEMPLATE = """
            request.kind.kind == 'Pod' ? dyn(OBJECT) :
            request.kind.kind == 'PodTemplate' ? dyn(OBJECT).template :
            request.kind.kind == 'CronJob' ? dyn(OBJECT).spec.jobTemplate.spec.template :
            dyn(OBJECT).spec.template""";

    private static final String LABELS = "variables.WHICH.?metadata.?labels.orValue({})";

    /** True if a running pod is changed and gets no container. */
    private static final String EDITED = "request.kind.kind == 'Pod' && request.operation == 'UPDATE' && !(EPHEMERAL)";

    /**
     * Bindings select pods by their labels (on updates, old or new ones), but do not see the labels of a workload's
     * template.
     */
    private static final String GOVERNED = """
            variables.pod.spec.?os.?name.orValue('') != 'windows' &&
            (request.kind.kind != 'Pod' ?
            variables.selected && (request.operation == 'CREATE' || variables.pod != variables.before) :
            EDITED ? variables.selected && !variables.wasSelected : true)""";

    private static final String KNOWN = "dyn(oldObject).spec.?ephemeralContainers.orValue([]).map(c, c.name)";

    /**
     * The containers of a running pod cannot be changed any more, so only added ones are judged; but all of them when
     * new labels bring the pod under the policy.
     */
    private static final String CONTAINERS = """
            !variables.governed ? [] :
            EPHEMERAL ?
            variables.pod.spec.?ephemeralContainers.orValue([]).filter(c, !(c.name in variables.known)) :
            variables.pod.spec.?initContainers.orValue([]) + variables.pod.spec.containers +
            variables.pod.spec.?ephemeralContainers.orValue([])""";

    private GovernedPods() {}

    /**
     * A condition that skips a pod's updates without new labels: they are frequent, and none makes a policy begin to
     * apply.
     */
    static final String RELABELLED = "!(EDITED) || object.metadata.?labels != oldObject.metadata.?labels"
            .replace("EDITED", EDITED)
            .replace("EPHEMERAL", EPHEMERAL);

    /** The variables for pods that this selector selects. */
    static List<Variable> variables(LabelSelector podSelector) {
        List<Variable> variables = new ArrayList<>(List.of(
                CelRule.variable("pod", TEMPLATE.replace("OBJECT", "object")),
                CelRule.variable("before", TEMPLATE.replace("OBJECT", "oldObject")),
                CelRule.variable("labels", LABELS.replace("WHICH", "pod")),
                CelRule.variable("labelsBefore", LABELS.replace("WHICH", "before"))));
        variables.addAll(SelectorExpression.lists(podSelector));
        variables.addAll(List.of(
                CelRule.variable("selected", SelectorExpression.of(podSelector, "variables.labels")),
                CelRule.variable("wasSelected", SelectorExpression.of(podSelector, "variables.labelsBefore")),
                CelRule.variable("governed", GOVERNED.replace("EDITED", EDITED).replace("EPHEMERAL", EPHEMERAL)),
                CelRule.variable("known", KNOWN),
                CelRule.variable("containers", CONTAINERS.replace("EPHEMERAL", EPHEMERAL))));
        return variables;
    }
}
