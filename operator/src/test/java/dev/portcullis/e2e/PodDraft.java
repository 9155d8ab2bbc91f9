package dev.portcullis.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A pod that is yet to be created.
 *
 * @param manifest in YAML, what matters of it: labels, securityContext of the pod and of its first container
 * @param image its container's
 * @param command what its container runs, once
 */
record PodDraft(String manifest, String image, List<String> command) {

    static final String NAMESPACE = "default";
    /** The name of its container. */
    static final String CONTAINER = "main";

    static final String BUSYBOX = System.getenv().getOrDefault("PORTCULLIS_E2E_BUSYBOX", "registry.local/busybox:1");

    /** A pod of busybox that does nothing yet. */
    static PodDraft of(String manifest) {
        return new PodDraft(manifest, BUSYBOX, List.of());
    }

    /** A pod that says nothing but its label. */
    static PodDraft labelled(String key, String value) {
        return of("{metadata: {labels: {" + key + ": " + value + "}}, spec: {containers: [{}]}}");
    }

    /** A pod under a profile of ours, null for none, whose container has further capabilities. */
    static PodDraft under(@Nullable String profile, List<String> capabilities) {
        String seccomp = profile == null
                ? "{type: Unconfined}"
                : "{type: Localhost, localhostProfile: portcullis/" + profile + ".json}";
        return of("{spec: {containers: [{securityContext: {seccompProfile: " + seccomp + ", capabilities: {add: "
                + capabilities + "}}}]}}");
    }

    PodDraft from(String otherImage) {
        return new PodDraft(manifest, otherImage, command);
    }

    PodDraft running(String... otherCommand) {
        return new PodDraft(manifest, image, List.of(otherCommand));
    }

    /** The whole of it, with a name of its own. */
    Pod pod() {
        Pod parsed = parsed();
        return new PodBuilder(parsed)
                .editOrNewMetadata()
                .withName("e2e-" + UUID.randomUUID())
                .withNamespace(NAMESPACE)
                .endMetadata()
                .editSpec()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withRestartPolicy(Objects.requireNonNullElse(parsed.getSpec().getRestartPolicy(), "Never"))
                .withTerminationGracePeriodSeconds(0L)
                .editFirstContainer()
                .withName(CONTAINER)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withCommand(command)
                .endContainer()
                .endSpec()
                .build();
    }

    private Pod parsed() {
        try {
            return new ObjectMapper(new YAMLFactory()).readValue(manifest, Pod.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(manifest, e);
        }
    }
}
