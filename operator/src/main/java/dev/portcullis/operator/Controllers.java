package dev.portcullis.operator;

import dev.portcullis.admission.BlockFilling;
import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.CapabilityPolicyStatus;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationStatus;
import dev.portcullis.api.RenditionStatus;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.operator.blocking.BlockNews;
import dev.portcullis.operator.blocking.BlockReports;
import dev.portcullis.operator.blocking.BlockedObjects;
import dev.portcullis.operator.blocking.BlocksInForce;
import dev.portcullis.operator.blocking.ExposureWatch;
import dev.portcullis.operator.client.EventRecorder;
import dev.portcullis.operator.client.FreshSpecs;
import dev.portcullis.operator.client.WholeCarriers;
import dev.portcullis.operator.client.WholeProfiles;
import dev.portcullis.operator.containers.ContainerRounds;
import dev.portcullis.operator.containers.StalePods;
import dev.portcullis.operator.deletion.Deletions;
import dev.portcullis.operator.deletion.FileReleases;
import dev.portcullis.operator.enforcement.AdmissionObjects;
import dev.portcullis.operator.enforcement.BlockEnforcement;
import dev.portcullis.operator.enforcement.ObservationEnforcement;
import dev.portcullis.operator.enforcement.PolicyEnforcement;
import dev.portcullis.operator.filelist.FileListWriter;
import dev.portcullis.operator.gate.NodeGate;
import dev.portcullis.operator.metrics.ObjectStatus;
import dev.portcullis.operator.metrics.OperatorMetrics;
import dev.portcullis.operator.metrics.OperatorState;
import dev.portcullis.operator.observing.NodeObservationWatch;
import dev.portcullis.operator.pools.NodePools;
import dev.portcullis.operator.reconciliation.Distribution;
import dev.portcullis.operator.reconciliation.RestrictedDocuments;
import dev.portcullis.operator.reconciliation.StatusPace;
import dev.portcullis.operator.reconciliation.StatusWriter;
import dev.portcullis.operator.reconciliation.StuckReconciliations;
import dev.portcullis.operator.rendering.CeilingCheck;
import dev.portcullis.operator.rendering.LargeSpecQueue;
import dev.portcullis.operator.rendering.NodePoolSwitch;
import dev.portcullis.operator.rendering.ProfileGraph;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.rendering.RenderResults;
import dev.portcullis.operator.rendering.RenderingLanes;
import dev.portcullis.operator.reports.WorkloadReports;
import dev.portcullis.operator.rollout.NodeWatch;
import dev.portcullis.operator.rollout.ObserverWatch;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.operator.staging.PodHealth;
import dev.portcullis.policy.PolicyRenderer;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import dev.portcullis.rendition.Tombstones;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.usage.PodList;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One controller for each kind of object, and the parts that they share. */
final class Controllers {

    /** The number of objects in one answer of the API server; each can have 1.5 MB. */
    static final long PAGE = 50;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final Rollouts rollouts;
    private final StuckReconciliations stuck;
    private final Clock clock;
    private final NodeWatch nodes;
    private final StatusPace pace = new StatusPace();
    private final ProfileGraph profiles = new ProfileGraph();
    private final RenderResults results;
    private final BlocksInForce blocks;
    private final BlockedObjects blocked = new BlockedObjects();
    private final BlockNews blockNews = new BlockNews();
    private final ExposureWatch exposure;
    private final OperatorMetrics metrics;
    private final ContainerRounds rounds;
    private final Deletions deletions;
    private final FileReleases releases;
    private final EventRecorder events;
    private final PodHealth health;
    private final Optional<FileListWriter> fileList;
    private final Optional<StalePods> stalePods;
    private final Optional<WorkloadReports> reports;
    private final Distribution<CapabilityPolicy, CapabilityPolicyStatus> policies;
    private final List<Distribution<?, ?>> distributions = new ArrayList<>();
    private final Optional<NodeGate> gate;
    private final Optional<NodePools> nodePools;

    Controllers(
            KubernetesClient client,
            FreshSpecs fresh,
            OperatorSettings settings,
            Rollouts rollouts,
            StuckReconciliations stuck,
            BooleanSupplier leads,
            OperatorMetrics metrics,
            Clock clock) {
        this.client = client;
        this.settings = settings;
        this.rollouts = rollouts;
        this.stuck = stuck;
        this.clock = clock;
        LargeSpecQueue queue = new LargeSpecQueue();
        this.results =
                new RenderResults(new RenderingLanes(new WholeProfiles(client, fresh, profiles::find), queue), queue);
        PodList pods = new PodList(client);
        this.deletions = new Deletions(pods::users, clock);
        this.events = new EventRecorder(client, settings.identity(), clock);
        this.nodes = new NodeWatch(
                client,
                settings.namespace(),
                settings.agentDaemonSet(),
                rollouts,
                events,
                settings.nodePools(),
                leads,
                clock);
        this.blocks = new BlocksInForce(clock);
        this.rounds = new ContainerRounds(pods::runningOrWaiting, leads, clock);
        this.exposure = new ExposureWatch(
                blocks,
                blocked,
                nodes::history,
                BlockFilling.exempt(settings.policies().exemptNamespaces()),
                this::exposed);
        rounds.add(exposure);
        this.metrics = metrics;
        blocks.follow(this::exposed);
        blocks.follow(changed -> blocked.blocksChanged(clock.instant()));
        blocked.listen(() -> blockNews.of(blocks.names()));
        this.releases = new FileReleases(
                new Tombstones(client, settings.namespace()), nodes::reachedByAll, rollouts::desired, leads, clock);
        this.health = new PodHealth(pods, nodes::history, clock);
        this.fileList = settings.listFiles()
                ? Optional.of(new FileListWriter(
                        new FileListWriter.InConfigMap(client, settings.namespace()),
                        Kind.values().length - (settings.observations().isOn() ? 0 : 1),
                        leads,
                        clock))
                : Optional.empty();
        this.stalePods = settings.countStalePods()
                ? Optional.of(new StalePods(nodes::history, rounds::hasten))
                : Optional.empty();
        stalePods.ifPresent(rounds::add);
        this.reports = settings.reports()
                ? Optional.of(new WorkloadReports(client, this::reported, nodes::history, settings.policies(), clock))
                : Optional.empty();
        reports.ifPresent(rounds::add);
        this.gate = settings.gate().isOn()
                ? Optional.of(new NodeGate(
                        client, settings.gate(), nodes::report, this::newestRevision, events, leads, clock))
                : Optional.empty();
        gate.ifPresent(here -> nodes.follow(here::reported));
        this.nodePools = settings.nodePools()
                ? Optional.of(new NodePools(client, nodes, rollouts, pods::usersByNode, leads, clock))
                : Optional.empty();
        this.policies = distribution(Kind.CAPABILITY_POLICY, CapabilityPolicy::new, CapabilityPolicyStatus.EMPTY);
    }

    void register(Operator operator) {
        Renderer renderer = new Renderer(settings.listenerDirectory());
        NodePoolSwitch pools = new NodePoolSwitch(settings.nodePools());
        CeilingCheck ceiling = new CeilingCheck(settings.ceiling(), renderer, profiles);
        operator.register(
                new SeccompProfileReconciler(
                        renderer,
                        pools,
                        profiles,
                        ceiling,
                        results,
                        blocks,
                        blocked,
                        distribution(Kind.SECCOMP_PROFILE, SeccompProfile::new, SeccompProfileStatus.EMPTY),
                        stuck),
                Controllers::configure);
        operator.register(
                new CapabilityPolicyReconciler(
                        new PolicyRenderer(renderer),
                        pools,
                        profiles,
                        ceiling,
                        results,
                        blocks,
                        blocked,
                        policies,
                        enforcement(),
                        stuck,
                        clock),
                Controllers::configure);
        operator.register(
                new SyscallBlockReconciler(
                        blocks,
                        new BlockReports(blocks, blocked, rollouts, exposure, rounds::hasten),
                        new BlockFiles(
                                renderer,
                                profiles,
                                results,
                                blocks,
                                blocked,
                                distribution(Kind.SYSCALL_BLOCK, SyscallBlock::new, SyscallBlockStatus.EMPTY),
                                filling(),
                                clock),
                        blockNews,
                        stuck,
                        clock),
                Controllers::configure);
        if (settings.observations().isOn()) {
            registerObservations(operator, renderer, ceiling);
        }
    }

    /** Whatever fails is tried again as long as it fails: nothing else may tell that it could succeed now. */
    private static void configure(ControllerConfigurationOverrider<?> controller) {
        controller
                .withInformerListLimit(PAGE)
                .withRetry(new GenericRetry()
                        .setInitialInterval(FIRST_RETRY)
                        .setMaxInterval(LONGEST_RETRY.toMillis())
                        .withoutMaxAttempts());
    }

    private void registerObservations(Operator operator, Renderer renderer, CeilingCheck ceiling) {
        NodeObservationWatch watch = new NodeObservationWatch(client, clock);
        ObserverWatch observers = new ObserverWatch(client, settings.namespace(), clock);
        ObservationSuggestions suggestions = new ObservationSuggestions(renderer, profiles, results);
        operator.register(
                new ProfileObservationReconciler(
                        new ObservationDocuments(renderer, profiles, ceiling),
                        suggestions,
                        blocks,
                        blocked,
                        distribution(Kind.PROFILE_OBSERVATION, ProfileObservation::new, ProfileObservationStatus.EMPTY),
                        new ObservationEnforcement(
                                settings.enforcement()
                                        ? Optional.of(AdmissionObjects.ofObservations(client))
                                        : Optional.empty(),
                                settings.policies().exemptNamespaces(),
                                settings.observations().observerNodes(),
                                events),
                        watch,
                        observers,
                        events,
                        context -> new ObservationEventSource(
                                context.getPrimaryCache(), profiles, ceiling, results, suggestions, watch, observers),
                        stuck),
                Controllers::configure);
    }

    /** Takes note that these blocks changed, or the containers that they do not reach. */
    private void exposed(Set<String> names) {
        metrics.exposed(exposure.counts());
        blockNews.of(names);
        rounds.hasten();
    }

    /** Starts the work outside reconciliations. */
    void start() {
        releases.start();
        rounds.start();
        fileList.ifPresent(FileListWriter::start);
        gate.ifPresent(NodeGate::start);
        nodePools.ifPresent(NodePools::start);
    }

    /** Stops it. */
    void stop() {
        releases.close();
        rounds.close();
        reports.ifPresent(WorkloadReports::close);
        blocks.close();
        fileList.ifPresent(FileListWriter::close);
        gate.ifPresent(NodeGate::close);
        nodePools.ifPresent(NodePools::close);
    }

    private <P extends CustomResource<?, S>, S extends RenditionStatus> Distribution<P, S> distribution(
            Kind kind, Supplier<P> empty, S noStatus) {
        Distribution<P, S> distribution = new Distribution<>(
                kind,
                settings.namespace(),
                nodes,
                rollouts,
                new WholeCarriers(client, settings.namespace()),
                new RestrictedDocuments(
                        new Renderer(settings.listenerDirectory()), client.getKubernetesSerialization()),
                health::of,
                pace,
                deletions,
                releases,
                fileList,
                kind == Kind.SECCOMP_PROFILE || kind == Kind.CAPABILITY_POLICY ? stalePods : Optional.empty(),
                results,
                blocked,
                new StatusWriter<>(events, empty),
                metrics,
                noStatus,
                clock);
        distributions.add(distribution);
        return distribution;
    }

    /** What workloads are judged by. */
    private WorkloadReports.Objects reported() {
        Map<Subject, Long> revisions = distributions.stream()
                .flatMap(Distribution::objects)
                .filter(object -> object.status() != null && object.status().revision() != null)
                .collect(Collectors.toMap(
                        object -> new Subject(object.kind(), object.name()),
                        object -> Objects.requireNonNull(object.status().revision())));
        return new WorkloadReports.Objects(
                revisions,
                policies.all()
                        .filter(policy -> !policy.isMarkedForDeletion())
                        .map(WorkloadReports.KnownPolicy::of)
                        .toList());
    }

    /** The newest revision of any rendition. */
    private long newestRevision() {
        return distributions.stream()
                .mapToLong(Distribution::newestRevision)
                .max()
                .orElse(0);
    }

    private PolicyEnforcement enforcement() {
        return new PolicyEnforcement(
                settings.enforcement() ? Optional.of(AdmissionObjects.ofPolicies(client)) : Optional.empty(),
                settings.policies(),
                events);
    }

    private BlockEnforcement filling() {
        return new BlockEnforcement(
                settings.enforcement() ? Optional.of(AdmissionObjects.ofBlocks(client)) : Optional.empty(),
                settings.policies().exemptNamespaces(),
                events);
    }

    /**
     * What is known at this moment, for metrics.
     *
     * @param leads whether this process reconciles
     * @param watches whether every watch is open
     */
    OperatorState state(boolean leads, boolean watches) {
        LongSummaryStatistics bytes =
                results.all().mapToLong(RenderResult::bytes).summaryStatistics();
        List<ObjectStatus> objects =
                leads ? distributions.stream().flatMap(Distribution::objects).toList() : List.of();
        return new OperatorState(
                leads,
                watches,
                rollouts.nodeStates(),
                gate.map(NodeGate::closed).orElse(0),
                bytes.getSum(),
                Math.max(0, bytes.getMax()),
                objects);
    }
}
