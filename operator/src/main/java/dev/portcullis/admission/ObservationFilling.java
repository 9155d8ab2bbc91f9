package dev.portcullis.admission;

import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The objects that make the API server send pods to an observation's file: those that say nothing of seccomp, and what
 * names the observed profile. They also get the observers' node selector, because a container with that file starts only
 * where an observer listens. Pods that could not go there, and all that is filled in for no block, stay as they are.
 *
 * @param observation the observation's name
 * @param observed the name of the observed profile; null when everything is observed
 * @param pods selects the pods by label
 * @param namespaces selects their namespaces
 * @param exemptNamespaces the namespaces whose pods are left alone, beside {@value BlockFilling#SYSTEM}
 * @param observerNodes the labels of the nodes with observers; empty for all
 */
public record ObservationFilling(
        String observation,
        @Nullable String observed,
        LabelSelector pods,
        LabelSelector namespaces,
        Set<String> exemptNamespaces,
        SortedMap<String, String> observerNodes) {

    /** True if SETTING, an optional seccompProfile, names an observation's file. */
    static final String IS_OURS = "SETTING.?localhostProfile.orValue('').startsWith("
            + CelText.string(Rendition.DIRECTORY + "/" + FilePath.OBSERVED + "/") + ")";

    private static final String OF_POD = "object.spec.?securityContext.?seccompProfile";

    /** True if the pod says nothing, or did before it was filled in for a block, whose denials are in this file too. */
    private static final String POD_SILENT = "!" + OF_POD + ".hasValue() ||\n(" + BlockFilling.WAS_SILENT + " && "
            + BlockFilling.IS_OURS.replace("SETTING", OF_POD) + ")";

    /** True if some container takes the pod's profile; a privileged one has none at all. */
    private static final String TAKES_THE_PODS = """
            (object.spec.?containers.orValue([]) + object.spec.?initContainers.orValue([])).exists(c,
            !c.?securityContext.?seccompProfile.hasValue() && !c.?securityContext.?privileged.orValue(false))""";

    /** A DaemonSet wants a pod on each node, and a pod that has a node needs none: a selector would only keep them waiting. */
    private static final String MAY_BE_SENT = "!has(object.spec.nodeName) &&\n"
            + "!object.metadata.?ownerReferences.orValue([]).exists(o, o.kind == 'DaemonSet')";

    private static final String PATCH =
            """
            (variables.ofPod && !has(object.spec.securityContext) ?
            [JSONPatch{op: 'add', path: '/spec/securityContext', value: {}}] : []) +
            (variables.ofPod ?
            [JSONPatch{op: 'add', path: '/spec/securityContext/seccompProfile', value: PROFILE}] : []) +
            variables.named.map(c, JSONPatch{op: 'add', path: c.at + '/securityContext/seccompProfile', value: PROFILE}) +
            (!has(object.metadata.annotations) ?
            [JSONPatch{op: 'add', path: '/metadata/annotations', value: {}}] : []) +
            (MARKED ? [] :
            [JSONPatch{op: 'add', path: MARK, value: variables.podSilent ? 'none' : OBSERVED}])""".replace("MARKED", BlockFilling.MARKED).replace("MARK", CelText.string(BlockFilling.MARK));

    /** Copies what it is given, and adds what is always exempt. */
    public ObservationFilling {
        exemptNamespaces = BlockFilling.exempt(exemptNamespaces);
        observerNodes = new TreeMap<>(observerNodes);
    }

    /** The policy and its binding, in the order in which they are applied. */
    public List<GenericKubernetesResource> objects() {
        return List.of(
                policy(), MutatingObjects.binding(name(), Governance.without(exemptNamespaces, namespaces), pods));
    }

    /** A pod that cannot be filled in starts as it is, unobserved. */
    private GenericKubernetesResource policy() {
        List<Map<String, String>> conditions = new ArrayList<>(List.of(
                MutatingObjects.condition("created", "request.operation == 'CREATE'"),
                MutatingObjects.condition("not-windows", MutatingObjects.NOT_WINDOWS),
                MutatingObjects.condition("not-static", BlockFilling.NOT_STATIC),
                MutatingObjects.condition("not-node-critical", BlockFilling.NOT_NODE_CRITICAL),
                MutatingObjects.condition("concerned", concerned())));
        if (!observerNodes.isEmpty()) {
            conditions.add(MutatingObjects.condition("observable", observable()));
        }
        return MutatingObjects.policy(
                name(),
                "Ignore",
                conditions,
                List.of(
                        CelRule.variable("containers", FillExpression.CONTAINERS),
                        CelRule.variable("podSilent", POD_SILENT),
                        CelRule.variable("ofPod", ofPod("variables.podSilent")),
                        CelRule.variable(
                                "named",
                                "variables.containers.filter(c, " + names("c.is.?securityContext.?seccompProfile")
                                        + ")")),
                patch());
    }

    private String concerned() {
        return ofPod(POD_SILENT) + " ||\n"
                + "(object.spec.?containers.orValue([]) + object.spec.?initContainers.orValue([])).exists(c, "
                + names("c.?securityContext.?seccompProfile") + ")";
    }

    private static String ofPod(String silent, String names) {
        return "((" + silent + ") && " + TAKES_THE_PODS + ") || " + names;
    }

    private String ofPod(String silent) {
        return ofPod(silent, names(OF_POD));
    }

    /** True if a setting names the observed profile's file. */
    private String names(String setting) {
        return observed == null
                ? "false"
                : "(" + setting + ".?type.orValue('') == 'Localhost' && " + setting
                        + ".?localhostProfile.orValue('') == " + CelText.string(Rendition.localhostProfile(observed))
                        + ")";
    }

    /** True if the observers' nodes are among those that the pod may go to. */
    private String observable() {
        return MAY_BE_SENT + " &&\n"
                + observerNodes.entrySet().stream()
                        .map(label -> "object.spec.?nodeSelector[?" + CelText.string(label.getKey()) + "].orValue("
                                + CelText.string(label.getValue()) + ") == " + CelText.string(label.getValue()))
                        .collect(Collectors.joining(" &&\n"));
    }

    private String patch() {
        StringBuilder patch = new StringBuilder(PATCH.replace(
                        "PROFILE",
                        FillExpression.literal(SeccompSetting.localhost(
                                Rendition.localhostProfile(Kind.PROFILE_OBSERVATION, observation))))
                .replace("OBSERVED", CelText.string(observed == null ? "none" : Rendition.localhostProfile(observed))));
        if (!observerNodes.isEmpty()) {
            patch.append(" +\n(!has(object.spec.nodeSelector) ?\n"
                    + "[JSONPatch{op: 'add', path: '/spec/nodeSelector', value: {}}] : [])");
            observerNodes.forEach((key, value) -> patch.append(" +\n[JSONPatch{op: 'add', path: ")
                    .append(CelText.string(
                            "/spec/nodeSelector/" + key.replace("~", "~0").replace("/", "~1")))
                    .append(", value: ")
                    .append(CelText.string(value))
                    .append("}]"));
        }
        return patch.toString();
    }

    private String name() {
        return observation + ".profileobservation.portcullis.dev";
    }
}
