package dev.portcullis.cluster;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.admission.BlockFilling;
import dev.portcullis.admission.Fillable;
import dev.portcullis.admission.Governance;
import dev.portcullis.admission.MutatingObjects;
import dev.portcullis.admission.ObservationFilling;
import dev.portcullis.admission.Requirements;
import dev.portcullis.admission.ValidatingObjects;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.machine.CheckReturnValue;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/** Capability policies on the shared API server, as the operator would put them there, and what it then says to pods. */
public final class Admission implements AutoCloseable {

    public static final Set<String> EXEMPT = Set.of("kube-system", Cluster.NAMESPACE);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String DENIED = " denied request: ";

    private final Cluster cluster = Cluster.shared();
    private final KubernetesClient admin = cluster.admin();
    private final String namespace;
    private final List<HasMetadata> objects = new ArrayList<>();

    /** Works in a new namespace, the name of which starts like this. */
    public Admission(String prefix) {
        namespace = admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName(prefix + "-")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
        // No pod can be created before its service account exists.
        await().atMost(Deadline.STEP)
                .until(() -> admin.serviceAccounts()
                                .inNamespace(namespace)
                                .withName("default")
                                .get()
                        != null);
    }

    /**
     * Applies the objects of a policy whose seccomp file is on every node. The API server looks at them about a second
     * later. They reach this namespace and, but for their exemption, the exempt ones.
     */
    public void policy(String name, String spec) {
        policy(name, spec, Fillable.DEFAULTS, true);
    }

    /** The same, with the capabilities that policies may fill in, and whether every node has its file. */
    public void policy(String name, String spec, Fillable fillable, boolean available) {
        ObjectNode tree = (ObjectNode) yaml(spec);
        tree.putObject("namespaceSelector").putArray("matchExpressions").add(ofNamespaces());
        CapabilityPolicySpec parsed = new ObjectMapper().convertValue(tree, CapabilityPolicySpec.class);
        for (HasMetadata each : objects(name, parsed, Requirements.of(name, parsed, available, fillable))) {
            objects.add(each);
            admin.resource(each).forceConflicts().serverSideApply();
        }
    }

    /** Applies the objects of a block for all pods whose file is on every node; they reach the same namespaces. */
    public void block(String name) {
        new BlockFilling(name, EXEMPT).objects().forEach(this::narrowed);
    }

    /** The same of an observation of a profile, with observers on nodes that have these labels. */
    public void observation(String name, @Nullable String observed, Map<String, String> observerNodes) {
        ObservationFilling filling = new ObservationFilling(
                name, observed, new LabelSelector(), new LabelSelector(), EXEMPT, new TreeMap<>(observerNodes));
        filling.objects().forEach(this::narrowed);
    }

    private void narrowed(GenericKubernetesResource each) {
        JsonNode tree = JSON.valueToTree(each);
        if (tree.at("/spec/matchResources/namespaceSelector") instanceof ObjectNode selector) {
            selector.withArray("matchExpressions").add(ofNamespaces());
        }
        GenericKubernetesResource narrowed = JSON.convertValue(tree, GenericKubernetesResource.class);
        objects.add(narrowed);
        admin.resource(narrowed).forceConflicts().serverSideApply();
    }

    /** Makes the API server read all policies again, in an order of its own. */
    public void shuffle() {
        objects.forEach(each -> admin.resource(each)
                .patch("{\"metadata\":{\"annotations\":{\"shuffled\":\"" + System.nanoTime() + "\"}}}"));
    }

    private JsonNode ofNamespaces() {
        return JSON.createObjectNode()
                .put("key", "kubernetes.io/metadata.name")
                .put("operator", "In")
                .set(
                        "values",
                        JSON.valueToTree(Stream.concat(EXEMPT.stream(), Stream.of(namespace))
                                .toList()));
    }

    /** Removes all policies. */
    public void removePolicies() {
        objects.forEach(each -> admin.resource(each).delete());
        objects.clear();
    }

    /** Why a pod would be refused; empty when it would be admitted. */
    public String refusal(String pod) {
        return refusalIn(namespace, pod);
    }

    /** Why a pod would be refused in another namespace; empty when it would be admitted. */
    public String refusalIn(String where, String pod) {
        return refusal(() -> dryRun(where, pod));
    }

    /** Why a label would be refused to a pod that is there; empty when it would not be. */
    public String refusalOfLabel(String pod, String key, String value) {
        return refusal(() -> admin.pods()
                .inNamespace(namespace)
                .withName(pod)
                .dryRun()
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"" + key + "\":\"" + value + "\"}}}"));
    }

    private static String refusal(Runnable request) {
        try {
            request.run();
            return "";
        } catch (KubernetesClientException e) {
            if (e.getStatus() == null) {
                throw e;
            }
            return reason(e.getStatus().getMessage());
        }
    }

    /** The pod as the API server would make it. */
    public Pod dryRun(String pod) {
        return dryRun(namespace, pod);
    }

    /** The pod as the API server would make it in another namespace. */
    public Pod dryRun(String where, String pod) {
        return admin.pods().inNamespace(where).resource(parse(pod)).dryRun().create();
    }

    /** Creates a pod that nothing runs. */
    public Pod create(String pod) {
        return admin.pods().inNamespace(namespace).resource(parse(pod)).create();
    }

    /** A pod as it is now. */
    public Pod pod(String name) {
        return admin.pods().inNamespace(namespace).withName(name).get();
    }

    /** The API server's warnings when a manifest is applied; the manifest has to be accepted. */
    public List<String> warnings(String manifest) {
        return warnings(apply(manifest).expectSuccess());
    }

    /** The API server's warnings in a dry run, which changes nothing. */
    public List<String> dryRunWarnings(String manifest) {
        return warnings(apply(manifest, "--dry-run=server").expectSuccess());
    }

    /** Runs kubectl debug on a pod. */
    @CheckReturnValue
    public Shell.Ended debug(String pod, String... arguments) {
        List<String> all = new ArrayList<>(List.of("debug", pod, "-n", namespace, "--image=none", "--attach=false"));
        all.addAll(Arrays.asList(arguments));
        return cluster.kubectl(all.toArray(String[]::new));
    }

    /** Runs kubectl in the namespace. */
    @CheckReturnValue
    public Shell.Ended run(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("-n", namespace));
        return cluster.kubectl(all.toArray(String[]::new));
    }

    /** Waits until this holds: the API server takes up each policy at its own moment. */
    public static void soon(ThrowingRunnable assertion) {
        await().atMost(Deadline.STEP).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
    }

    /** The objections in a message of the API server. */
    public static String reason(String message) {
        int start = message.indexOf(DENIED);
        return start < 0 ? message : message.substring(start + DENIED.length()).strip();
    }

    public static List<String> warnings(Shell.Result result) {
        return result.errors()
                .lines()
                .filter(line -> line.startsWith("Warning: "))
                .map(line -> line.replaceFirst("^Warning: Validation failed for .*? with binding '[^']*': ", ""))
                .toList();
    }

    @Override
    public void close() {
        removePolicies();
        admin.namespaces().withName(namespace).delete();
    }

    @CheckReturnValue
    private Shell.Ended apply(String manifest, String... options) {
        try {
            Path file = Files.createTempFile("portcullis-it", ".yaml");
            try {
                Files.writeString(file, manifest);
                List<String> all = new ArrayList<>(List.of("apply", "-f", file.toString()));
                all.addAll(Arrays.asList(options));
                return run(all.toArray(String[]::new));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text in YAML as a tree. */
    public static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<HasMetadata> objects(String name, CapabilityPolicySpec spec, Requirements requirements) {
        Governance governance = new Governance(name, spec, requirements, EXEMPT, true);
        List<HasMetadata> objects = new ArrayList<>();
        ValidatingObjects.policy(governance).ifPresent(objects::add);
        objects.addAll(ValidatingObjects.bindings(governance));
        MutatingObjects.policy(governance).ifPresent(objects::add);
        MutatingObjects.binding(governance).ifPresent(objects::add);
        return objects;
    }

    private static Pod parse(String pod) {
        return new ObjectMapper().convertValue(yaml(pod), Pod.class);
    }
}
