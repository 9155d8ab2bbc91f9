package dev.portcullis.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.CapabilityPolicyStatus;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Repository;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * A CapabilityPolicy in the cluster, whose files are on every node; it is removed when closed.
 *
 * @param name its name
 * @param manifest as a user applied it, in YAML
 */
record TestPolicy(String name, String manifest) implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Applies a policy whose {@code spec} is this YAML flow. */
    static TestPolicy apply(String name, String spec) {
        return applied(new TestPolicy(
                name,
                "{apiVersion: portcullis.dev/v1, kind: CapabilityPolicy, metadata: {name: " + name + "}, spec: " + spec
                        + "}"));
    }

    /** Applies a sample that is shipped. */
    static TestPolicy applySample(String name) throws IOException {
        Path file = Repository.ROOT.resolve("config/samples/" + name + "-policy.yaml");
        return applied(new TestPolicy(name, Files.readString(file)));
    }

    private static TestPolicy applied(TestPolicy policy) {
        Installation.shared().apply(policy.manifest);
        Awaitility.await(policy.name).atMost(Deadline.ROLLOUT).until(() -> policy.says("Ready"));
        return policy;
    }

    /** Returns whether a condition is true of the newest generation. */
    private boolean says(String condition) {
        long generation = resource().require().getMetadata().getGeneration();
        return Optional.ofNullable(resource().require().getStatus())
                .map(CapabilityPolicyStatus::conditions)
                .filter(conditions -> conditions.stream()
                        .anyMatch(one -> one.getType().equals(condition)
                                && one.getStatus().equals("True")
                                && Objects.equals(one.getObservedGeneration(), generation)))
                .isPresent();
    }

    CapabilityPolicyStatus status() {
        return Objects.requireNonNull(resource().require().getStatus());
    }

    /** The policy's {@code capabilities} in YAML, as containers write it. */
    String capabilities() {
        return Serialization.asJson(resource().require().getSpec().adjustment());
    }

    /** The file with the capabilities on the machine's own node. */
    JsonNode file() throws IOException {
        Node node = Installation.shared().node().orElseThrow();
        return JSON.readTree(node.profile("policy/" + name + ".capabilities").toFile());
    }

    /** Waits until the API server refuses a pod, or no longer does. */
    void awaitRefusal(PodDraft pod, boolean refused) {
        Awaitility.await(name).atMost(Deadline.STEP).until(() -> refuses(pod) == refused);
    }

    /** Waits until the API server fills in such a pod, or no longer does. */
    void awaitFilling(PodDraft silent, boolean filled) {
        Awaitility.await(name).atMost(Deadline.STEP).until(() -> isFilledIn(dryRun(silent)) == filled);
    }

    /** Returns whether a silent pod gets this policy's seccomp file. */
    boolean isFilledIn(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getSecurityContext())
                .map(PodSecurityContext::getSeccompProfile)
                .filter(profile ->
                        ("portcullis/policy/" + name + ".seccomp.json").equals(profile.getLocalhostProfile()))
                .isPresent();
    }

    /** Deletes it; it goes when no pod uses its file. */
    void delete() {
        resource().delete();
    }

    @Override
    public void close() {
        delete();
        Awaitility.await(name + " to go")
                .atMost(Deadline.ROLLOUT)
                .until(() -> resource().get() == null);
    }

    private static boolean refuses(PodDraft pod) {
        try {
            dryRun(pod);
            return false;
        } catch (KubernetesClientException e) {
            if (e.getStatus() == null) {
                throw e;
            }
            return true;
        }
    }

    private static Pod dryRun(PodDraft pod) {
        return Installation.shared().client().resource(pod.pod()).dryRun().create();
    }

    private Resource<CapabilityPolicy> resource() {
        return Installation.shared().client().resources(CapabilityPolicy.class).withName(name);
    }
}
