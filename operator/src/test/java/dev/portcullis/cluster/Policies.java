package dev.portcullis.cluster;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.CapabilityPolicyStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import java.util.Optional;

/** The CapabilityPolicies of a test. */
public record Policies(KubernetesClient client) {

    /** Applies a policy of this spec, in YAML, as people do: a client of typed objects may leave out an empty selector. */
    public void apply(String name, String spec) {
        String manifest = """
                apiVersion: portcullis.dev/v1
                kind: CapabilityPolicy
                metadata: {name: %s}
                spec: %s
                """.formatted(name, spec);
        Cluster.shared().apply(manifest).expectSuccess();
    }

    public void delete(String name) {
        client.resources(CapabilityPolicy.class).withName(name).delete();
    }

    public CapabilityPolicyStatus status(String name) {
        CapabilityPolicy policy =
                client.resources(CapabilityPolicy.class).withName(name).get();
        return Optional.ofNullable(policy).map(CapabilityPolicy::getStatus).orElse(CapabilityPolicyStatus.EMPTY);
    }

    /** The condition's reason, or the empty string. */
    public String reason(String name, String type) {
        return status(name).condition(type).map(Condition::getReason).orElse("");
    }

    public String message(String name, String type) {
        return Objects.requireNonNull(
                status(name).condition(type).map(Condition::getMessage).orElse(""));
    }
}
