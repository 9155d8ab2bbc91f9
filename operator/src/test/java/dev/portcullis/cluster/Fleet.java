package dev.portcullis.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.machine.Deadline;
import dev.portcullis.rendition.Digest;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One operator and an agent on each of some nodes, as processes; every node has a seccomp root of its own. */
public final class Fleet implements AutoCloseable {

    private final Path home;
    private final String prefix;
    private final KubernetesClient admin = Cluster.shared().admin();
    private final Map<String, Member> agents = new LinkedHashMap<>();
    private final Member operator;

    private Fleet(Path home, String prefix, String... operatorOptions) {
        this.home = home;
        this.prefix = prefix;
        List<String> options = new ArrayList<>(List.of("--lease-duration", "6s"));
        Collections.addAll(options, operatorOptions);
        this.operator = Member.operator(home, prefix + "-operator", options.toArray(String[]::new));
    }

    /** Starts the operator, with further options, and {@code nodes} agents, and waits until all are ready. */
    public static Fleet start(Path home, String prefix, int nodes, String... operatorOptions) {
        Fleet fleet = new Fleet(home, prefix, operatorOptions);
        try {
            for (int i = 1; i <= nodes; i++) {
                fleet.join(i);
            }
            fleet.operator.awaitReady();
            fleet.agents.values().forEach(Member::awaitReady);
        } catch (RuntimeException | Error e) {
            // Left behind, it would lead in the tests that follow.
            fleet.close();
            throw e;
        }
        return fleet;
    }

    public Member operator() {
        return operator;
    }

    public Member agent(int number) {
        return Objects.requireNonNull(agents.get(node(number)));
    }

    public String node(int number) {
        return prefix + "-n" + number;
    }

    /** A further node with its agent. */
    public Member join(int number) {
        Member agent = Member.agent(home, node(number), seccompRoot(number));
        agents.put(node(number), agent);
        return agent;
    }

    public Path seccompRoot(int number) {
        try {
            return Files.createDirectories(home.resolve(node(number)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The profile's file in the directory of this node's agent. */
    public Path file(int node, String profile) {
        return directory(node).resolve(profile + ".json");
    }

    public Path directory(int node) {
        return seccompRoot(node).resolve("portcullis");
    }

    /** Applies a profile that allows these syscalls and denies the rest. */
    public SeccompProfile apply(String name, String... syscalls) {
        return apply(Profiles.allowing(name, syscalls));
    }

    public SeccompProfile apply(SeccompProfile profile) {
        return admin.resource(profile).fieldManager("test").serverSideApply();
    }

    public void delete(String name) {
        admin.resources(SeccompProfile.class).withName(name).delete();
    }

    @Nullable
    public SeccompProfile get(String name) {
        return admin.resources(SeccompProfile.class).withName(name).get();
    }

    /** Waits until the status says that this generation is on that many nodes, and checks the files on all of them. */
    public void awaitSynced(SeccompProfile applied, int nodes) {
        String name = applied.getMetadata().getName();
        long generation = applied.getMetadata().getGeneration();
        await(name + " on " + nodes + " nodes").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            SeccompProfileStatus status = status(name);
            assertThat(status.observedGeneration()).isEqualTo(generation);
            assertThat(status.condition("Ready")).map(Condition::getStatus).contains("True");
            assertThat(Objects.requireNonNull(status.nodes()).summary()).isEqualTo(nodes + "/" + nodes);
        });
        for (int node = 1; node <= nodes; node++) {
            assertThat(digest(node, name)).isEqualTo(status(name).sha256());
        }
    }

    public void awaitGone(String profile, int nodes) {
        for (int node = 1; node <= nodes; node++) {
            Path file = file(node, profile);
            await(file + " to go").atMost(Deadline.ROLLOUT).until(() -> Files.notExists(file));
        }
    }

    public SeccompProfileStatus status(String name) {
        SeccompProfile profile = Objects.requireNonNull(get(name));
        return Objects.requireNonNullElse(profile.getStatus(), SeccompProfileStatus.EMPTY);
    }

    /** The last report of this node's agent, which has reported. */
    public NodeSyncStatus report(int node) {
        return findReport(node).orElseThrow();
    }

    /** The last report of this node's agent; empty before its first one. */
    public Optional<NodeSyncStatus> findReport(int node) {
        return Optional.ofNullable(
                        admin.resources(NodeSync.class).withName(node(node)).get())
                .map(NodeSync::getStatus);
    }

    public String digest(int node, String profile) {
        try {
            return Digest.sha256(Files.readString(file(node, profile)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says of a node what its kubelet, or for want of one the cluster, would. */
    public void ready(int node, String status) {
        admin.nodes().withName(node(node)).editStatus(old -> new NodeBuilder(old)
                .editOrNewStatus()
                .withConditions(new NodeConditionBuilder()
                        .withType("Ready")
                        .withStatus(status)
                        .withReason("Test")
                        .build())
                .endStatus()
                .build());
    }

    /** Deletes all profiles, and returns when no ConfigMap or tombstone of any is left. */
    public void deleteProfiles() {
        admin.resources(SeccompProfile.class).delete();
        await("ConfigMaps to go").atMost(Deadline.ROLLOUT).until(() -> admin.configMaps()
                .inNamespace(Cluster.NAMESPACE)
                .withLabel("portcullis.dev/kind")
                .list()
                .getItems()
                .isEmpty());
    }

    /** Restarts the processes that a test killed, so that its failure fails no other test. */
    public void restartWhatEnded() {
        Stream.concat(Stream.of(operator), agents.values().stream())
                .filter(member -> !member.isAlive())
                .forEach(Member::restart);
    }

    @Override
    public void close() {
        try {
            deleteProfiles();
        } finally {
            // Processes and nodes that stay would fail every suite that follows.
            agents.values().forEach(Member::close);
            operator.close();
            agents.keySet().forEach(Cluster.shared()::removeNode);
        }
    }
}
