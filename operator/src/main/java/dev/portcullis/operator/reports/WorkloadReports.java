package dev.portcullis.operator.reports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.admission.EnforcedPolicy;
import dev.portcullis.admission.EnforcementSettings;
import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.CapabilityPolicyStatus;
import dev.portcullis.operator.containers.ContainerRounds;
import dev.portcullis.operator.enforcement.Enforced;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.RunningContainer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one Report in every namespace with workloads that use files of ours or are governed by policies. Between rounds
 * it remembers nothing: what is there is read, compared, and changed where it differs.
 */
public final class WorkloadReports implements ContainerRounds.Asker, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WorkloadReports.class);

    /**
     * What there is of ours, as the caches of the operator show it.
     *
     * @param revisions the revision with which the present contents of each object's file came, for those that have one
     * @param policies all policies that are not deleted
     */
    public record Objects(Map<Subject, Long> revisions, List<KnownPolicy> policies) {

        /** Copies what it is given. */
        public Objects {
            revisions = Map.copyOf(revisions);
            policies = List.copyOf(policies);
        }
    }

    /**
     * A policy.
     *
     * @param name its name
     * @param spec its spec
     * @param available whether pods are sent to its seccomp file
     * @param inForce whether the API server has its admission policies
     */
    public record KnownPolicy(String name, CapabilityPolicySpec spec, boolean available, boolean inForce) {

        /** The policy as its status tells. */
        public static KnownPolicy of(CapabilityPolicy policy) {
            Optional<CapabilityPolicyStatus> status = Optional.ofNullable(policy.getStatus());
            return new KnownPolicy(
                    policy.getMetadata().getName(),
                    policy.getSpec(),
                    status.map(CapabilityPolicyStatus::availableSince).isPresent(),
                    status.filter(one -> one.holds(Enforced.CONDITION)).isPresent());
        }
    }

    private final WorkloadList workloads;
    private final ReportStore store;
    private final Supplier<Objects> objects;
    private final Function<String, NodeHistory> nodes;
    private final EnforcementSettings settings;
    private final Clock clock;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable Objects reported;
    // Others who ask in a round do not wait for the reports.
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("reports").daemon().factory());

    /**
     * Takes part in rounds that somebody else makes.
     *
     * @param client needs the verb {@code list} on workloads and namespaces, and all on reports of openreports.io
     * @param nodes the history of the node of this name
     */
    public WorkloadReports(
            KubernetesClient client,
            Supplier<Objects> objects,
            Function<String, NodeHistory> nodes,
            EnforcementSettings settings,
            Clock clock) {
        this.workloads = new WorkloadList(client);
        this.store = new ReportStore(client);
        this.objects = objects;
        this.nodes = nodes;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public boolean asks() {
        return !busy.get();
    }

    @Override
    public Duration patience() {
        return objects.get().equals(reported) ? ContainerRounds.Asker.super.patience() : ContainerRounds.SOON;
    }

    @Override
    public ContainerRounds.Taker begin() {
        return new Round(objects.get());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private final class Round implements ContainerRounds.Taker {

        private final Objects known;
        private final FileResults files;

        Round(Objects known) {
            this.known = known;
            this.files = new FileResults(known.revisions(), nodes);
        }

        @Override
        public void accept(RunningContainer container) {
            files.accept(container);
        }

        @Override
        public void done() {
            if (busy.compareAndSet(false, true)) {
                reported = known;
                thread.execute(() -> publish(known.policies(), files));
            }
        }
    }

    private void publish(List<KnownPolicy> policies, FileResults files) {
        try {
            Map<String, JsonNode> there = store.all();
            PolicyResults judged =
                    new PolicyResults(policies.stream().flatMap(this::judge).toList(), workloads.namespaces());
            List<WorkloadResult> results = new ArrayList<>();
            results.addAll(files.done(workloads.read((workload, pods) -> results.addAll(judged.of(workload, pods)))));
            write(
                    results.stream().collect(Collectors.groupingBy(result -> result.workload()
                            .namespace())),
                    there);
        } catch (KubernetesClientException e) {
            log.atWarn()
                    .log(
                            "cannot report: {}",
                            e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                                    ? "the cluster has no Reports of " + NamespaceReport.API_VERSION
                                            + ": install the CRDs of openreports.io, or start the operator without --reports"
                                    : e.getMessage());
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("cannot report");
        } finally {
            busy.set(false);
        }
    }

    /** Empty for a policy that cannot be enforced; its status says why. */
    private Stream<PolicyResults.Judge> judge(KnownPolicy policy) {
        try {
            return Stream.of(new PolicyResults.Judge(
                    EnforcedPolicy.of(policy.name(), policy.spec(), policy.available(), settings), policy.inForce()));
        } catch (IllegalArgumentException e) {
            return Stream.of();
        }
    }

    private void write(Map<String, List<WorkloadResult>> byNamespace, Map<String, JsonNode> there) {
        byNamespace.forEach((namespace, results) -> attempt(namespace, () -> {
            JsonNode earlier = there.getOrDefault(namespace, MissingNode.getInstance());
            ObjectNode report = new NamespaceReport(namespace, results).json(earlier, clock.instant());
            if (!NamespaceReport.isSame(report, earlier)) {
                store.write(namespace, report);
            }
        }));
        there.keySet().stream()
                .filter(namespace -> !byNamespace.containsKey(namespace))
                .forEach(namespace -> attempt(namespace, () -> store.delete(namespace)));
    }

    /** A namespace that is going, or that a quota closes, keeps no other from its report. */
    private static void attempt(String namespace, Runnable change) {
        try {
            change.run();
        } catch (KubernetesClientException e) {
            log.atWarn().log("cannot write the report of namespace {}: {}", namespace, e.getMessage());
        }
    }
}
