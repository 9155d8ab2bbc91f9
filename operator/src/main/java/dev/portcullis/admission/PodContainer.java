package dev.portcullis.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of a pod's container that policies look at.
 *
 * @param location its path in the pod's spec, for example {@code initContainers[0]}
 * @param name its name
 * @param privileged whether it is privileged
 * @param add its {@code capabilities.add}, as written
 * @param drop its {@code capabilities.drop}, as written
 * @param seccomp its own seccomp profile; empty when it sets none
 */
public record PodContainer(
        String location,
        String name,
        boolean privileged,
        List<String> add,
        List<String> drop,
        Optional<SeccompSetting> seccomp) {

    /** The fields with a pod's containers, in the order in which they are judged. */
    static final List<String> LISTS = List.of("initContainers", "containers", "ephemeralContainers");

    /** The containers of a pod's spec. Anything that is not as Kubernetes defines it counts as absent. */
    public static List<PodContainer> of(JsonNode podSpec) {
        List<PodContainer> containers = new ArrayList<>();
        for (String list : LISTS) {
            for (int i = 0; i < podSpec.path(list).size(); i++) {
                containers.add(read(list + "[" + i + "]", podSpec.path(list).path(i)));
            }
        }
        return containers;
    }

    private static PodContainer read(String location, JsonNode container) {
        JsonNode context = container.path("securityContext");
        JsonNode capabilities = context.path("capabilities");
        return new PodContainer(
                location,
                container.path("name").asText(""),
                context.path("privileged").booleanValue(),
                texts(capabilities.path("add")),
                texts(capabilities.path("drop")),
                SeccompSetting.of(context));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText("")));
        return List.copyOf(texts);
    }
}
