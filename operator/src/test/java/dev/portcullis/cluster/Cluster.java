package dev.portcullis.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.CommandResult;
import dev.portcullis.api.NodeSync;
import dev.portcullis.machine.CheckReturnValue;
import dev.portcullis.machine.LinuxProcess;
import dev.portcullis.machine.LocalCluster;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The real API server that all tests of a JVM share, with the shipped CRDs, RBAC and admission policies. It goes down
 * with the JVM, however that ends.
 */
public final class Cluster {

    public static final String NAMESPACE = "portcullis-system";
    public static final Path ROOT = Repository.ROOT;

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final class Holder {
        static final Cluster CLUSTER = new Cluster();
    }

    private final LocalCluster local;
    private final KubernetesClient admin;

    private Cluster() {
        local = LocalCluster.up("it-" + ProcessHandle.current().pid(), "--audit");
        admin = client(local.kubeconfig());
        kubectl("apply", "--server-side", "-k", ROOT.resolve("config/cluster").toString())
                .expectSuccess();
        kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all")
                .expectSuccess();
    }

    public static Cluster shared() {
        return Holder.CLUSTER;
    }

    /** A client with every right. */
    public KubernetesClient admin() {
        return admin;
    }

    /** The file with the administrator's credentials. */
    public Path kubeconfig() {
        return local.path("KUBECONFIG");
    }

    /** A ConfigMap of the namespace that Portcullis is in. */
    public Resource<ConfigMap> configMap(String name) {
        return admin.configMaps().inNamespace(NAMESPACE).withName(name);
    }

    public Path auditLog() {
        return local.path("PORTCULLIS_AUDIT_LOG");
    }

    /** One of the control plane's processes, such as kube-apiserver. */
    public LinuxProcess daemon(String name) {
        try {
            String pid = Files.readString(local.path("PORTCULLIS_CLUSTER_DIR").resolve(name + ".pid"));
            return new LinuxProcess(Long.parseLong(pid.split(" ", -1)[0]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs kubectl as the administrator. */
    @CheckReturnValue
    public Shell.Ended kubectl(String... args) {
        return tool("kubectl", args);
    }

    /** Applies a manifest as people do, on the server and by force. */
    @CheckReturnValue
    public Shell.Ended apply(String manifest) {
        try {
            Path file = Files.writeString(Files.createTempFile("manifest", ".yaml"), manifest);
            Shell.Ended ended = kubectl("apply", "--server-side", "--force-conflicts", "-f", file.toString());
            Files.delete(file);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a tool that belongs to the cluster, as the administrator and from the repository's root. */
    @CheckReturnValue
    public Shell.Ended tool(String name, String... args) {
        return local.tool(name, args);
    }

    /** Makes a Node object, with a pod that is ready as a running agent's is, and returns that agent's kubeconfig. */
    public String agentKubeconfig(String node) {
        admin.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(node)
                        .endMetadata()
                        .build())
                .serverSideApply();
        String pod = agentPod(node);
        admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(pod)
                        .withNamespace(NAMESPACE)
                        .addToLabels("app.kubernetes.io/component", "agent")
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(node)
                        .withServiceAccountName("portcullis-agent")
                        .addNewContainer()
                        .withName("agent")
                        .withImage("none")
                        .endContainer()
                        .endSpec()
                        .build())
                .serverSideApply();
        setAgentReady(node, true);
        return kubeconfig("portcullis-agent", pod);
    }

    /** Runs a command of ours in this process, as an administrator of the cluster. */
    public CommandResult portcullis(String... words) {
        return CommandResult.of(Stream.concat(
                        Stream.of(words), Stream.of("--kubeconfig", kubeconfig().toString()))
                .toArray(String[]::new));
    }

    /** What such a command answers in JSON. */
    public JsonNode portcullisJson(String... words) {
        String[] all =
                Stream.concat(Stream.of(words), Stream.of("--output", "json")).toArray(String[]::new);
        try {
            return JSON.readTree(portcullis(all).out());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes an observer's pod on a node that exists, ready as a running one's is, and returns that observer's kubeconfig. */
    public String observerKubeconfig(String node) {
        String pod = observerPod(node);
        admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(pod)
                        .withNamespace(NAMESPACE)
                        .addToLabels("app.kubernetes.io/component", "observer")
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(node)
                        .withServiceAccountName("portcullis-observer")
                        .addNewContainer()
                        .withName("observer")
                        .withImage("none")
                        .endContainer()
                        .endSpec()
                        .build())
                .serverSideApply();
        setObserverReady(node, true);
        return kubeconfig("portcullis-observer", pod);
    }

    /** The same as {@link #setAgentReady} for the observer's pod. */
    public void setObserverReady(String node, boolean ready) {
        setReady(observerPod(node), ready);
    }

    /** Takes the observer's pod away. */
    public void removeObserver(String node) {
        admin.pods()
                .inNamespace(NAMESPACE)
                .withName(observerPod(node))
                .withGracePeriod(0)
                .delete();
    }

    /** Sets the agent's pod ready or not, as the kubelet does, or the control plane when the node no longer answers. */
    public void setAgentReady(String node, boolean ready) {
        setReady(agentPod(node), ready);
    }

    private void setReady(String pod, boolean ready) {
        String status = """
                {"status": {"phase": "Running", "conditions": [
                  {"type": "Ready", "status": "%s", "lastTransitionTime": "%s"}]}}""".formatted(ready ? "True" : "False", Instant.now().truncatedTo(ChronoUnit.SECONDS));
        admin.pods()
                .inNamespace(NAMESPACE)
                .withName(pod)
                .subresource("status")
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), status);
    }

    /** Takes the agent's pod away, and not its NodeSync. */
    public void removeAgent(String node) {
        admin.pods()
                .inNamespace(NAMESPACE)
                .withName(agentPod(node))
                .withGracePeriod(0)
                .delete();
    }

    /** Takes the Node away, with what goes with it in a cluster that has a kubelet there. */
    public void removeNode(String node) {
        removeAgent(node);
        admin.resources(NodeSync.class).withName(node).delete();
        admin.nodes().withName(node).delete();
    }

    private static String observerPod(String node) {
        return "portcullis-observer-" + node;
    }

    private static String agentPod(String node) {
        return "portcullis-agent-" + node;
    }

    public String operatorKubeconfig() {
        return serviceAccountKubeconfig("portcullis-operator");
    }

    /** A kubeconfig with the rights of a service account of ours. */
    public String serviceAccountKubeconfig(String name) {
        return kubeconfig(name, null);
    }

    public static KubernetesClient client(String kubeconfig) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build();
    }

    private String kubeconfig(String serviceAccount, @Nullable String pod) {
        TokenRequestBuilder request = new TokenRequestBuilder().withNewSpec().endSpec();
        if (pod != null) {
            request.editSpec()
                    .withNewBoundObjectRef()
                    .withKind("Pod")
                    .withApiVersion("v1")
                    .withName(pod)
                    .endBoundObjectRef()
                    .endSpec();
        }
        String token = admin.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName(serviceAccount)
                .tokenRequest(request.build())
                .getStatus()
                .getToken();
        try {
            ObjectNode config = (ObjectNode) YAML.readTree(local.kubeconfig());
            for (JsonNode user : config.withArray("users")) {
                ((ObjectNode) user).putObject("user").put("token", token);
            }
            return YAML.writeValueAsString(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
