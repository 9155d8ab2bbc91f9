package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.NodeSync;
import dev.portcullis.machine.CheckReturnValue;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.LocalCluster;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Portcullis as a user installs it: the image and the chart, once for the whole suite. On a real node of this machine, or,
 * with PORTCULLIS_E2E_IMAGE set to an image that its nodes can pull, on the cluster of KUBECONFIG.
 */
final class Installation {

    static final String NAMESPACE = "portcullis-system";
    /** How long kubectl waits for what should take a second or two, as an option of it. */
    static final String PATIENCE = "--timeout=" + Deadline.ROLLOUT.toSeconds() + "s";

    private static final class Holder {
        static final Installation INSTALLATION = new Installation();
    }

    private final Optional<Node> node;
    private final LocalCluster cluster;
    private final KubernetesClient client;
    private final String image;

    private Installation() {
        String pulled = System.getenv("PORTCULLIS_E2E_IMAGE");
        image = Objects.requireNonNullElse(pulled, Release.IMAGE + ":" + Release.version());
        List<String> values = new ArrayList<>();
        if (pulled == null) {
            cluster = LocalCluster.up("e2e-" + ProcessHandle.current().pid(), "--node");
            node = Optional.of(new Node(cluster));
            node.get().load(Artifact.image());
            values.addAll(List.of("--set", "image.pullPolicy=Never"));
        } else {
            cluster = new LocalCluster(Map.of("KUBECONFIG", System.getenv().getOrDefault("KUBECONFIG", "")));
            node = Optional.empty();
            int colon = image.lastIndexOf(':');
            values.addAll(List.of("--set", "image.repository=" + image.substring(0, colon)));
            values.addAll(List.of("--set-string", "image.tag=" + image.substring(colon + 1)));
        }
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build();
        createNamespace();
        List<String> install =
                new ArrayList<>(List.of("install", "portcullis", "helm/portcullis", "--namespace", NAMESPACE));
        install.addAll(values);
        cluster.tool("helm", install.toArray(String[]::new)).expectSuccess();
        awaitRollout();
    }

    static Installation shared() {
        return Holder.INSTALLATION;
    }

    /** Makes the namespace; it must not be there. */
    void createNamespace() {
        kubectl("create", "namespace", NAMESPACE).expectSuccess();
        kubectl("label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=privileged")
                .expectSuccess();
    }

    /** A client with every right. */
    KubernetesClient client() {
        return client;
    }

    /** The machine's own node; absent on a cluster of others, whose nodes cannot be looked into. */
    Optional<Node> node() {
        return node;
    }

    /** The machine's own node, which the test has made sure of. */
    Node ownNode() {
        return node.orElseThrow();
    }

    /** The only node's report. */
    NodeSync report() {
        return client.resources(NodeSync.class).list().getItems().getFirst();
    }

    /** The image of its pods, REPOSITORY:TAG. */
    String image() {
        return image;
    }

    /** Waits until every agent and operator is ready, and those that they replace are gone. */
    void awaitRollout() {
        for (String workload : List.of("daemonset/portcullis-agent", "deployment/portcullis-operator")) {
            kubectl("-n", NAMESPACE, "rollout", "status", workload, PATIENCE).expectSuccess();
        }
        awaitEndOfReplaced();
    }

    private void awaitEndOfReplaced() {
        Awaitility.await("the end of pods that are replaced")
                .atMost(Deadline.ROLLOUT)
                .until(() -> client.pods().inNamespace(NAMESPACE).list().getItems().stream()
                        .allMatch(pod -> pod.getMetadata().getDeletionTimestamp() == null));
    }

    /** Deletes the pods of the operator or the agent, and waits for nothing. */
    void deletePods(String component) {
        kubectl(
                        "-n",
                        NAMESPACE,
                        "delete",
                        "pod",
                        "--selector",
                        "app.kubernetes.io/component=" + component,
                        "--wait=false")
                .expectSuccess();
    }

    /** Switches observers on, with these options of Helm, and waits until each node has one. */
    void switchObserversOn(String... options) {
        String[] all = Stream.concat(Stream.of("--set", "observer.enabled=true"), Stream.of(options))
                .toArray(String[]::new);
        ownNode().release().put(Release.CURRENT, all);
        awaitRollout();
        awaitObservers();
    }

    /** Waits until every observer is ready, and those that they replace are gone. */
    void awaitObservers() {
        kubectl("-n", NAMESPACE, "rollout", "status", "daemonset/portcullis-observer", PATIENCE)
                .expectSuccess();
        awaitEndOfReplaced();
    }

    /** Puts the chart back as the suite installed it; only on this machine's own node can it have been changed. */
    void restore() {
        node.ifPresent(here -> {
            here.release().put(Release.CURRENT);
            awaitRollout();
        });
    }

    @CheckReturnValue
    Shell.Ended kubectl(String... args) {
        return cluster.tool("kubectl", args);
    }

    /** Runs the command line as the administrator. */
    @CheckReturnValue
    Shell.Ended portcullis(String... args) {
        return cluster.tool(
                Repository.ROOT
                        .resolve("operator/target/portcullis/bin/portcullis")
                        .toString(),
                args);
    }

    /** Runs a command as the administrator, with every program that a user has. */
    @CheckReturnValue
    Shell.Ended run(List<String> command) {
        return cluster.tool(command.getFirst(), command.stream().skip(1).toArray(String[]::new));
    }

    /** Applies manifests, as a user who has them in a file. */
    void apply(String manifests) {
        tryToApply(manifests).expectSuccess();
    }

    /** Applies manifests that may be refused. */
    @CheckReturnValue
    Shell.Ended tryToApply(String manifests) {
        try {
            Path file = Files.createTempFile("portcullis-e2e", ".yaml");
            Files.writeString(file, manifests);
            Shell.Ended ended = kubectl("apply", "-f", file.toString());
            Files.delete(file);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing in the cluster is ours any more, and nothing was made by what is. */
    void assertNothingIsLeft() {
        for (String kind : List.of(
                "crd",
                "clusterrole",
                "validatingadmissionpolicy",
                "flowschema,prioritylevelconfiguration",
                "configmap,job -A")) {
            assertThat(kubectl(("get " + kind + " -o name").split(" "))
                            .expectSuccess()
                            .output())
                    .doesNotContain("portcullis", "seccompprofile-", "capabilitypolicy-");
        }
    }
}
