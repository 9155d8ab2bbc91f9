package dev.portcullis.cli.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.admission.ImageFilling;
import dev.portcullis.dialect.PeerInstallation.Binding;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;

/**
 * A ProfileBinding as it is here: a CapabilityPolicy that leaves capabilities alone and fills in its seccomp file where a pod
 * names none, or, for one image, a MutatingAdmissionPolicy.
 *
 * @param binding the binding
 * @param profile the name here of its profile
 */
record ImportedBinding(Binding binding, String profile) {

    /** Sorted, so that the same binding always gives the same text. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** A namespace has no dot, so that no two bindings get one name. */
    private String name() {
        return binding.namespace() + "." + binding.name();
    }

    /**
     * What takes its place.
     *
     * @throws IllegalArgumentException if its podSelector is none
     */
    List<ImportedObject> objects() {
        LabelSelector pods = podSelector();
        String from = "ProfileBinding " + binding.namespace() + "/" + binding.name() + ": ";
        return binding.image()
                .map(image -> {
                    ImageFilling filling = new ImageFilling(name(), binding.namespace(), pods, image, profile);
                    return List.of(
                            new ImportedObject(
                                    from + "containers of " + image + " run under the profile, whatever they ask for",
                                    MAPPER.valueToTree(filling.policy())),
                            new ImportedObject("where that holds", MAPPER.valueToTree(filling.binding())));
                })
                .orElseGet(() -> List.of(new ImportedObject(
                        from + "pods that name no profile get this policy's, " + "portcullis/policy/" + name()
                                + ".seccomp.json",
                        policy())));
    }

    private JsonNode policy() {
        ObjectNode policy = MAPPER.createObjectNode();
        policy.put("apiVersion", "portcullis.dev/v1").put("kind", "CapabilityPolicy");
        policy.putObject("metadata").put("name", name());
        ObjectNode spec = policy.putObject("spec");
        spec.put("seccompProfile", profile);
        binding.podSelector().ifPresent(selector -> spec.set("podSelector", selector));
        spec.set("namespaceSelector", MAPPER.valueToTree(ImageFilling.only(binding.namespace())));
        spec.putObject("enforcement").put("mutate", true);
        return policy;
    }

    private LabelSelector podSelector() {
        try {
            return binding.podSelector().isPresent()
                    ? MAPPER.treeToValue(binding.podSelector().get(), LabelSelector.class)
                    : new LabelSelector();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("podSelector is no label selector", e);
        }
    }
}
