package dev.portcullis.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The values that a policy with {@code mutate} fills into silent pods, before the API server validates them. */
public final class Filling {

    private static final String CONTEXT = "securityContext";
    private static final String CAPABILITIES = "capabilities";

    private Filling() {}

    /**
     * A pod's spec after that: containers that are not privileged and neither add nor drop anything get the policy's
     * two lists; a pod without a seccomp profile gets the policy's file, if there is one. A Windows pod stays as it is.
     *
     * @param podSpec the {@code spec} of a pod, which is not changed
     */
    public static JsonNode of(Requirements requirements, JsonNode podSpec) {
        if (!podSpec.isObject() || PodCheck.windows(podSpec)) {
            return podSpec;
        }
        ObjectNode filled = podSpec.deepCopy();
        for (String list : PodContainer.LISTS) {
            for (JsonNode container : filled.path(list)) {
                if (container instanceof ObjectNode object) {
                    capabilities(requirements, object);
                }
            }
        }
        Optional<SeccompSetting> profile = requirements.filledProfile();
        if (profile.isPresent() && SeccompSetting.of(filled.path(CONTEXT)).isEmpty()) {
            ObjectNode setting = member(filled, CONTEXT).putObject(SeccompSetting.FIELD);
            profile.get().fields().forEach(setting::put);
        }
        return filled;
    }

    private static void capabilities(Requirements requirements, ObjectNode container) {
        List<String> add = requirements.fill().added();
        List<String> drop = requirements.fill().dropped();
        JsonNode written = container.path(CONTEXT).path(CAPABILITIES);
        boolean silent = written.path("add").isEmpty() && written.path("drop").isEmpty();
        boolean privileged = container.path(CONTEXT).path("privileged").booleanValue();
        if (!silent || privileged || (add.isEmpty() && drop.isEmpty())) {
            return;
        }
        ObjectNode capabilities = member(container, CONTEXT).putObject(CAPABILITIES);
        put(capabilities, "add", add);
        put(capabilities, "drop", drop);
    }

    private static void put(ObjectNode object, String field, List<String> names) {
        if (!names.isEmpty()) {
            ArrayNode array = object.putArray(field);
            names.forEach(array::add);
        }
    }

    /** The object in a field, created when it is missing. */
    private static ObjectNode member(ObjectNode object, String field) {
        return object.path(field) instanceof ObjectNode there ? there : object.putObject(field);
    }
}
