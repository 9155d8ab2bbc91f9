package dev.portcullis.it;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.CapabilityPolicyStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Objects;
import java.util.Optional;

/** The CapabilityPolicies of a test. */
record Policies(KubernetesClient client) {

    /** Applies a policy of this spec, in YAML. */
    CapabilityPolicy apply(String name, String spec) {
        CapabilityPolicy policy = Serialization.unmarshal(
                "{apiVersion: portcullis.dev/v1, kind: CapabilityPolicy, metadata: {name: " + name + "}, spec: " + spec
                        + "}",
                CapabilityPolicy.class);
        return client.resource(policy).fieldManager("test").forceConflicts().serverSideApply();
    }

    void delete(String name) {
        client.resources(CapabilityPolicy.class).withName(name).delete();
    }

    CapabilityPolicyStatus status(String name) {
        CapabilityPolicy policy =
                client.resources(CapabilityPolicy.class).withName(name).get();
        return Optional.ofNullable(policy).map(CapabilityPolicy::getStatus).orElse(CapabilityPolicyStatus.EMPTY);
    }

    /** The condition's reason, or the empty string. */
    String reason(String name, String type) {
        return status(name).condition(type).map(Condition::getReason).orElse("");
    }

    String message(String name, String type) {
        return Objects.requireNonNull(
                status(name).condition(type).map(Condition::getMessage).orElse(""));
    }
}
