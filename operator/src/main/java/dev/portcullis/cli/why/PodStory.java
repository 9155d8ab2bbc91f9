package dev.portcullis.cli.why;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.usage.SeccompChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A pod, as far as its seccomp files and its start are concerned.
 *
 * @param namespace its namespace
 * @param name its name
 * @param node where it is; null for nowhere yet
 * @param phase as Kubernetes calls it
 * @param unscheduled why no node takes it; empty when that is not so
 * @param containers all of them, init containers first
 */
record PodStory(
        String namespace,
        String name,
        @Nullable String node,
        String phase,
        String unscheduled,
        List<Member> containers) {

    /**
     * A container.
     *
     * @param seccomp what it, or else its pod, asked for
     * @param localhostProfile the file as it is written; null for none
     * @param running whether it runs now
     * @param waiting why it does not start, as {@code REASON: MESSAGE}; empty when it does not wait
     * @param exitCode how it ended the last time; null when it never did
     * @param ended what was said of that
     */
    record Member(
            String name,
            SeccompChoice seccomp,
            @Nullable String localhostProfile,
            boolean running,
            String waiting,
            @Nullable Integer exitCode,
            String ended) {

        /** Returns whether the kubelet or the runtime could not make or start it. */
        boolean cannotStart() {
            return Stream.of(
                            "CreateContainerError",
                            "CreateContainerConfigError",
                            "RunContainerError",
                            "ContainerCannotRun",
                            "StartError")
                    .anyMatch(reason -> waiting.startsWith(reason) || ended.startsWith(reason));
        }
    }

    /** Reads a pod. */
    static PodStory of(JsonNode pod) {
        JsonNode spec = pod.path("spec");
        List<Member> members = new ArrayList<>();
        members.addAll(members(spec, pod.path("status"), "initContainers", "initContainerStatuses"));
        members.addAll(members(spec, pod.path("status"), "containers", "containerStatuses"));
        members.addAll(members(spec, pod.path("status"), "ephemeralContainers", "ephemeralContainerStatuses"));
        String unscheduled = elements(pod.path("status").path("conditions"))
                .filter(condition -> condition.path("type").asText().equals("PodScheduled"))
                .filter(condition -> condition.path("status").asText().equals("False"))
                .map(condition -> condition.path("message").asText())
                .findFirst()
                .orElse("");
        return new PodStory(
                pod.at("/metadata/namespace").asText(),
                pod.at("/metadata/name").asText(),
                spec.hasNonNull("nodeName") ? spec.path("nodeName").asText() : null,
                pod.at("/status/phase").asText("Pending"),
                unscheduled,
                List.copyOf(members));
    }

    private static List<Member> members(JsonNode spec, JsonNode status, String containers, String statuses) {
        return elements(spec.path(containers))
                .map(container -> member(
                        container,
                        spec.at("/securityContext/seccompProfile"),
                        elements(status.path(statuses))
                                .filter(one -> one.path("name").equals(container.path("name")))
                                .findFirst()
                                .orElse(spec.path("nothing"))))
                .toList();
    }

    private static Member member(JsonNode container, JsonNode ofPod, JsonNode status) {
        JsonNode own = container.at("/securityContext/seccompProfile");
        JsonNode profile = own.isObject() ? own : ofPod;
        String file = profile.path("localhostProfile").textValue();
        JsonNode waiting = status.at("/state/waiting");
        JsonNode now = status.at("/state/terminated");
        JsonNode ended = now.isObject() ? now : status.at("/lastState/terminated");
        return new Member(
                container.path("name").asText(),
                SeccompChoice.of(profile.path("type").textValue(), file),
                file,
                status.at("/state/running").isObject(),
                words(waiting),
                ended.isObject() ? ended.path("exitCode").asInt() : null,
                words(ended));
    }

    private static String words(JsonNode state) {
        String message = state.path("message").asText();
        return state.path("reason").asText() + (message.isEmpty() ? "" : ": " + message.strip());
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Returns whether every container runs, or has ended well. */
    boolean isWell() {
        return phase.equals("Succeeded")
                || (phase.equals("Running")
                        && containers.stream().allMatch(one -> one.waiting().isEmpty()));
    }
}
