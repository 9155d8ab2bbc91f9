package dev.portcullis.bench.scale;

import dev.portcullis.api.BlockedSyscalls;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.api.SyscallBlockSpec;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Member;
import dev.portcullis.machine.LinuxProcess;
import dev.portcullis.machine.Parallel;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The real API server and operator, simulated nodes and profiles; only ever more of both. */
final class Stage implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(20);

    /** Longer than what is coalesced or deferred waits. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private static final String BLOCK = "scale";

    private final KubernetesClient admin = Cluster.shared().admin();
    private final SimulatedNodes nodes = new SimulatedNodes();
    private final LinuxProcess apiServer = Cluster.shared().daemon("kube-apiserver");
    private final LinuxProcess etcd = Cluster.shared().daemon("etcd");
    private final Member operator;
    private final RolloutWatch rollouts = new RolloutWatch(admin);
    private final int bytes;
    private int nodeCount;
    private int profileCount;
    private int version;

    /**
     * Starts the operator.
     *
     * @param home for its log
     * @param bytes of each profile's document, about
     */
    Stage(Path home, int bytes) {
        this.bytes = bytes;
        operator = Member.operator(home, "scale-operator").awaitReady();
    }

    /** Brings the numbers up to these, and waits until all is told; returns the seconds of one agent's first list. */
    double grow(int wantedNodes, int wantedProfiles) {
        int before = profileCount;
        // Before the nodes: each of them gets a new profile by its own watch.
        Parallel.run(wantedProfiles - before, i -> admin.resource(SizedProfile.of(before + i, 0, bytes))
                .create());
        profileCount = wantedProfiles;
        awaitTold(before, wantedProfiles, nodeCount);
        double listing = 0;
        if (wantedNodes > nodeCount) {
            awaitQuiet();
            listing = nodes.grow(wantedNodes);
            nodeCount = wantedNodes;
        }
        awaitQuiet();
        return listing;
    }

    /** Changes so many profiles at once. */
    Cost change(int changes) {
        version++;
        long[] generations = new long[changes];
        return cost(changes, () -> Parallel.run(changes, i -> generations[i] = apply(i)), () -> {
            for (int i = 0; i < changes; i++) {
                String name = SizedProfile.name(i);
                long generation = generations[i];
                until(() -> rollouts.isOnAll(name, generation, nodeCount));
            }
            return rollouts.lastTold();
        });
    }

    /** Applies a SyscallBlock that changes every profile. */
    Cost block() {
        SyscallBlock block = new SyscallBlock();
        block.setMetadata(new ObjectMetaBuilder().withName(BLOCK).build());
        block.setSpec(new SyscallBlockSpec(
                List.of(new BlockedSyscalls(List.of("socket"), null, null, null, null)), null, null, null, null, null));
        return cost(profileCount, () -> admin.resource(block).create(), this::lastEvent);
    }

    /** Deletes it again. */
    Cost unblock() {
        return cost(
                profileCount,
                () -> admin.resources(SyscallBlock.class).withName(BLOCK).delete(),
                this::lastEvent);
    }

    /** Here the last status is the last event: nobody else writes profiles. */
    private long lastEvent() {
        awaitQuiet();
        return rollouts.lastEvent();
    }

    /**
     * Measures changes, each of which reaches every node.
     *
     * @param change makes them
     * @param waiting waits until all is told, and returns when that was so
     */
    private Cost cost(int changes, Runnable change, LongSupplier waiting) {
        ApiRequests requests = requests();
        double serverCpu = serverCpu();
        double operatorCpu = operatorCpu();
        long characters = nodes.characters();
        long arrivals = nodes.changes();
        long start = System.nanoTime();
        change.run();
        until(() -> nodes.changes() - arrivals >= (long) changes * nodeCount);
        long arrived = nodes.lastChange();
        long told = waiting.getAsLong();
        awaitQuiet();
        ApiRequests made = requests().minus(requests);
        return new Cost(
                nodeCount,
                profileCount,
                changes,
                (arrived - start) / 1e9,
                (told - start) / 1e9,
                made.writes(),
                made.reports(),
                made.statuses(),
                made.refused(),
                serverCpu() - serverCpu,
                operatorCpu() - operatorCpu,
                (nodes.characters() - characters) / 1e6,
                new LinuxProcess(operator.pid()).kilobytes("VmRSS") / 1024.0);
    }

    /** The operator's largest resident set so far, in MiB. */
    double operatorPeak() {
        return new LinuxProcess(operator.pid()).kilobytes("VmHWM") / 1024.0;
    }

    /** The number of watches that ended too early. */
    int brokenWatches() {
        return nodes.broken();
    }

    @Override
    public void close() {
        rollouts.close();
        nodes.close();
        operator.close();
    }

    private long apply(int number) {
        SeccompProfile changed = SizedProfile.of(number, version, bytes);
        String spec = admin.getKubernetesSerialization().asJson(changed.getSpec());
        return admin.resources(SeccompProfile.class)
                .withName(SizedProfile.name(number))
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":" + spec + "}")
                .getMetadata()
                .getGeneration();
    }

    private void awaitTold(int from, int to, int onNodes) {
        for (int i = from; i < to; i++) {
            String name = SizedProfile.name(i);
            until(() -> rollouts.isOnAll(name, 1, onNodes));
        }
    }

    /** Waits until no agent has had to report, and no status was written, for a while. */
    private void awaitQuiet() {
        long[] last = {nodes.reports(), System.nanoTime()};
        until(() -> {
            if (nodes.reports() != last[0]) {
                last[0] = nodes.reports();
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - Math.max(last[1], rollouts.lastEvent()) > QUIET.toNanos();
        });
    }

    private ApiRequests requests() {
        return ApiRequests.parse(Objects.requireNonNull(admin.raw("/metrics")));
    }

    private double serverCpu() {
        return apiServer.cpuSeconds() + etcd.cpuSeconds();
    }

    private double operatorCpu() {
        return new LinuxProcess(operator.pid()).cpuSeconds();
    }

    private static void until(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LONGEST.toNanos()) {
                throw new IllegalStateException("not within " + LONGEST);
            }
            LockSupport.parkNanos(500_000);
        }
    }
}
