package dev.portcullis.cluster;

import dev.portcullis.api.Attestation;
import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.machine.Parallel;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Profiles and nodes' reports of a large fleet, written by an administrator: for commands that only read. No operator runs
 * beside them.
 *
 * @param size of both
 */
public record SimulatedFleet(int size) implements AutoCloseable {

    private static final String PREFIX = "simulated-";
    private static final int SYSCALLS = 200;

    /** Writes them all. */
    public static SimulatedFleet of(int size) {
        SimulatedFleet fleet = new SimulatedFleet(size);
        Parallel.run(size, fleet::profile);
        Parallel.run(size, fleet::node);
        return fleet;
    }

    /** The name of a profile, or of a node. */
    public static String name(int number) {
        return PREFIX + number;
    }

    private void profile(int number) {
        KubernetesClient admin = Cluster.shared().admin();
        admin.resource(Profiles.allowing(
                        name(number), Profiles.syscalls().subList(0, SYSCALLS).toArray(String[]::new)))
                .create();
        String counts = admin.getKubernetesSerialization().asJson(NodeCounts.of(size, size, 0));
        String status = """
                {"status": {"observedGeneration": 1, "sha256": "%064x", "revision": %d, "nodes": %s, "conditions": [
                  {"type": "Ready", "status": "True", "reason": "Synced", "message": "on %d nodes",
                   "lastTransitionTime": "2026-11-29T12:00:00Z"}]}}""".formatted(number, number + 1, counts, size);
        admin.resources(SeccompProfile.class)
                .withName(name(number))
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), status);
    }

    private void node(int number) {
        KubernetesClient admin = Cluster.shared().admin();
        NodeSync node = new NodeSync();
        node.setMetadata(new ObjectMetaBuilder().withName(name(number)).build());
        admin.resource(node).create();
        List<Attestation> history = IntStream.range(0, 16)
                .mapToObj(i -> new Attestation(100L * i, "2026-11-29T%02d:00:00Z".formatted(i)))
                .toList();
        NodeSyncStatus status = new NodeSyncStatus(
                        1_000_000, size, 0, null, 0L, null, "amd64", "6.12.0-amd64", "0.1.0", "uid-" + number)
                .attesting(history);
        admin.resources(NodeSync.class)
                .withName(name(number))
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":" + admin.getKubernetesSerialization().asJson(status) + "}");
    }

    @Override
    public void close() {
        KubernetesClient admin = Cluster.shared().admin();
        Parallel.run(size, i -> {
            // Nobody is there to release it.
            admin.resources(SeccompProfile.class)
                    .withName(name(i))
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
            admin.resources(SeccompProfile.class).withName(name(i)).delete();
            admin.resources(NodeSync.class).withName(name(i)).delete();
        });
    }
}
