package dev.portcullis.admission;

import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;

/**
 * Runs the containers of one image under one profile, whatever they ask for: as the security-profiles-operator's webhook does
 * for a ProfileBinding with an image (internal/pkg/webhooks/binding/binding.go there). A CapabilityPolicy selects pods, and
 * cannot tell images apart. Whoever applies the objects owns them: they bear none of the labels of those that the operator
 * keeps.
 *
 * @param name the name of both objects
 * @param namespace the namespace of the pods
 * @param pods the labels of the pods
 * @param image the image, exactly as containers write it
 * @param profile the SeccompProfile
 */
public record ImageFilling(String name, String namespace, LabelSelector pods, String image, String profile) {

    private static final String LISTS = "containers initContainers ephemeralContainers";

    private static final String PATCH = """
            variables.bound.filter(c, !has(c.is.securityContext))
            .map(c, JSONPatch{op: 'add', path: c.at + '/securityContext', value: {}}) +
            variables.bound.map(c, JSONPatch{op: 'add', path: c.at + '/securityContext/seccompProfile', value: SETTING})""";

    private static final String BOUND = """
            variables.containers.filter(c, c.is.?image.orValue('') == IMAGE &&
            c.is.?securityContext.?seccompProfile.?localhostProfile.orValue('') != FILE)""";

    /** The selector of a namespace by its name. */
    public static LabelSelector only(String namespace) {
        LabelSelector selector = new LabelSelector();
        selector.setMatchLabels(Map.of(Governance.NAMESPACE_NAME, namespace));
        return selector;
    }

    /** The policy that patches pods. */
    public GenericKubernetesResource policy() {
        SeccompSetting setting = SeccompSetting.localhost(Rendition.localhostProfile(profile));
        return own(MutatingObjects.policy(
                name,
                "Fail",
                List.of(
                        MutatingObjects.condition("not-windows", MutatingObjects.NOT_WINDOWS),
                        MutatingObjects.condition("image", anyContainer())),
                List.of(
                        CelRule.variable("containers", FillExpression.CONTAINERS),
                        CelRule.variable(
                                "bound",
                                BOUND.replace("FILE", CelText.string(setting.localhostProfile()))
                                        .replace("IMAGE", CelText.string(image)))),
                PATCH.replace("SETTING", FillExpression.literal(setting))));
    }

    /** The policy's binding. */
    public GenericKubernetesResource binding() {
        return own(MutatingObjects.binding(name, only(namespace), pods));
    }

    private String anyContainer() {
        return String.join(
                " ||\n",
                List.of(LISTS.split(" ", -1)).stream()
                        .map(list -> "object.spec.?" + list + ".orValue([]).exists(c, c.?image.orValue('') == "
                                + CelText.string(image) + ")")
                        .toList());
    }

    private GenericKubernetesResource own(GenericKubernetesResource object) {
        object.setMetadata(new ObjectMetaBuilder().withName(name).build());
        return object;
    }
}
