package dev.portcullis.operator.reconciliation;

import dev.portcullis.admission.TakeUp;
import dev.portcullis.api.RenditionStatus;
import dev.portcullis.api.RolledOutSpec;
import dev.portcullis.api.RolloutStatus;
import dev.portcullis.operator.blocking.BlockSet;
import dev.portcullis.operator.blocking.BlockedObjects;
import dev.portcullis.operator.blocking.Coverage;
import dev.portcullis.operator.client.WholeCarriers;
import dev.portcullis.operator.containers.StalePods;
import dev.portcullis.operator.deletion.Deletions;
import dev.portcullis.operator.deletion.FileReleases;
import dev.portcullis.operator.deletion.Release;
import dev.portcullis.operator.filelist.FileListEventSource;
import dev.portcullis.operator.filelist.FileListWriter;
import dev.portcullis.operator.metrics.ObjectStatus;
import dev.portcullis.operator.metrics.OperatorMetrics;
import dev.portcullis.operator.metrics.RolloutTimes;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.rendering.RenderResults;
import dev.portcullis.operator.rendering.RenderingLanes;
import dev.portcullis.operator.rollout.NodeWatch;
import dev.portcullis.operator.rollout.Progress;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.operator.staging.Carried;
import dev.portcullis.operator.staging.RolloutGate;
import dev.portcullis.operator.staging.Turn;
import dev.portcullis.rendition.BlockMarks;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import dev.portcullis.rendition.Tombstone;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The common part of both reconcilers: hands a rendition over, follows it to the nodes, and writes the status when
 * there is news.
 */
public final class Distribution<P extends CustomResource<?, S>, S extends RenditionStatus> {

    /** Keeps a deleted object while pods name its file. */
    public static final String FINALIZER = "portcullis.dev/in-use";

    private final Kind kind;
    private final Carriers<P> configMap;
    private final StagedDelivery<P, S> delivery;
    private final NodeWatch nodes;
    private final Rollouts rollouts;
    private final StatusPace pace;
    private final Deletions deletions;
    private final DocumentRevisions documents = new DocumentRevisions();
    private final Optional<StalePods> stalePods;
    private final Patience patience = new Patience();
    private final FileReleases releases;
    private final Optional<FileListWriter> fileList;
    private final RenderResults results;
    private final BlockedObjects blocked;
    private final StatusWriter<P, S> writer;
    private final OperatorMetrics metrics;
    private final S noStatus;
    private final Clock clock;
    private volatile @Nullable ResourceCache<P> objects;

    public Distribution(
            Kind kind,
            String namespace,
            NodeWatch nodes,
            Rollouts rollouts,
            WholeCarriers whole,
            RestrictedDocuments restricted,
            BiFunction<Subject, ConfigMap, RolloutGate> gates,
            StatusPace pace,
            Deletions deletions,
            FileReleases releases,
            Optional<FileListWriter> fileList,
            Optional<StalePods> stalePods,
            RenderResults results,
            BlockedObjects blocked,
            StatusWriter<P, S> writer,
            OperatorMetrics metrics,
            S noStatus,
            Clock clock) {
        this.kind = kind;
        this.configMap = new Carriers<>(kind, namespace, rollouts);
        this.delivery = new StagedDelivery<>(kind, configMap, rollouts, whole, restricted, gates, clock);
        this.nodes = nodes;
        this.rollouts = rollouts;
        this.pace = pace;
        this.deletions = deletions;
        this.releases = releases;
        this.fileList = fileList;
        this.stalePods = stalePods;
        this.results = results;
        this.blocked = blocked;
        this.writer = writer;
        this.metrics = metrics;
        this.noStatus = noStatus;
        this.clock = clock;
    }

    public List<EventSource<?, P>> eventSources(EventSourceContext<P> context) {
        objects = context.getPrimaryCache();
        List<EventSource<?, P>> sources = new ArrayList<>();
        configMap.eventSource(context).ifPresent(sources::add);
        sources.add(new RolloutEventSource<P>(
                kind, nodes, rollouts, delivery, pace, deletions, releases, documents, metrics));
        fileList.map(list -> new FileListEventSource<P>(kind, context.getPrimaryCache(), list))
                .ifPresent(sources::add);
        stalePods.map(pods -> new StalePodsEventSource<P>(kind, pods)).ifPresent(sources::add);
        return sources;
    }

    /**
     * Renders the spec, unless its ConfigMap carries the result already, and hands the documents over.
     *
     * @param spec identifies all specs that the result is made from
     * @param blocks what it is made with
     * @param render renders with whole SeccompProfiles; empty when the object has changed since the event
     */
    public Reconciliation<P, S> reconcile(
            P object,
            String spec,
            BlockSet blocks,
            Function<RenderingLanes.Specs, Optional<RenderResult>> render,
            Context<P> context) {
        Instant begun = clock.instant();
        try {
            Reconciliation<P, S> one = reconciled(object, spec, blocks, render, context);
            metrics.look(subject(object), look(one), begun);
            return one;
        } catch (RuntimeException e) {
            // Nobody knows how far it is, so it is not over.
            metrics.look(
                    subject(object),
                    RolloutTimes.Look.unknown(object.getMetadata().getGeneration()),
                    begun);
            throw e;
        }
    }

    private Reconciliation<P, S> reconciled(
            P object,
            String spec,
            BlockSet blocks,
            Function<RenderingLanes.Specs, Optional<RenderResult>> render,
            Context<P> context) {
        Optional<ConfigMap> carrier = carrier(object, context);
        Optional<Reconciliation<P, S>> known = results.of(subject(object), origin(spec, blocks))
                .flatMap(result -> delivery.deliver(
                                object, new Wanted(spec, blocks, marks(object, carrier), result), carrier, context)
                        .map(delivered -> reconciliation(object, result, blocks, delivered)));
        if (known.isPresent()) {
            return known.get();
        }
        return results.render(subject(object), specs -> timed(() -> render.apply(specs))
                        .map(result -> handOver(object, spec, blocks, result, carrier, context)))
                .flatMap(one -> one)
                .orElseGet(() ->
                        reconciliation(object, null, blocks, new StagedDelivery.Delivered(carrier, Turn.kept(null))));
    }

    private Optional<RenderResult> timed(Supplier<Optional<RenderResult>> render) {
        Instant begun = clock.instant();
        Optional<RenderResult> made = render.get();
        metrics.rendered(kind, Duration.between(begun, clock.instant()));
        return made;
    }

    /** How far the object's rollout is, for its duration. */
    private RolloutTimes.Look look(Reconciliation<P, S> one) {
        Progress progress = one.progress();
        RolloutStatus stages = one.turn().status();
        RolloutTimes.State state;
        if (one.object().isMarkedForDeletion()
                || (one.isRendered() && (one.result().isRefused() || progress.desired() == 0))) {
            state = RolloutTimes.State.NOT_GOING_OUT;
        } else if (one.isRendered() && progress.complete() && !one.turn().holdsBack()) {
            state = RolloutTimes.State.EVERYWHERE;
        } else {
            state = RolloutTimes.State.UNDER_WAY;
        }
        return new RolloutTimes.Look(
                one.generation(),
                String.valueOf(one.carried()),
                one.object().getSpec() instanceof RolledOutSpec spec && spec.rollout() != null && stages != null,
                state,
                one.before().holds(StatusConditions.READY)
                        && Objects.equals(one.before().observedGeneration(), one.generation())
                        && Objects.equals(one.before().sha256(), one.carried().sha256())
                        && Objects.equals(one.before().variants(), one.carried().variants()));
    }

    private Reconciliation<P, S> handOver(
            P object,
            String spec,
            BlockSet blocks,
            RenderResult result,
            Optional<ConfigMap> carrier,
            Context<P> context) {
        StagedDelivery.Delivered delivered = delivery.deliver(
                        object, new Wanted(spec, blocks, marks(object, carrier), result), carrier, context)
                .orElseThrow();
        results.put(subject(object), origin(spec, blocks), result);
        return reconciliation(object, result.withoutDocuments(), blocks, delivered);
    }

    private static String origin(String spec, BlockSet blocks) {
        return spec + " " + blocks.version();
    }

    /** Since when the documents that are carried hold which blocks. */
    private BlockMarks marks(P object, Optional<ConfigMap> carrier) {
        return carrier.map(c -> blocked.marks(
                        subject(object),
                        Carrier.revision(c),
                        Carrier.annotations(c).get(BlockMarks.ANNOTATION)))
                .orElse(BlockMarks.NONE);
    }

    private Reconciliation<P, S> reconciliation(
            P object, @Nullable RenderResult result, BlockSet blocks, StagedDelivery.Delivered delivered) {
        Optional<ConfigMap> carrier = delivered.carrier();
        long revision = carrier.map(Carrier::revision).orElse(0L);
        carrier.ifPresent(c -> rollouts.carried(subject(object), revision, Carrier.promisedNodes(c)));
        S before = before(object);
        CarriedDigests carried = carrier.map(CarriedDigests::of).orElse(CarriedDigests.NOTHING);
        boolean staged = carrier.map(c -> Carried.of(c, true).stage() != null).orElse(false);
        Long since = documents.of(subject(object), carried, revision, staged, before);
        BlockMarks marks = marks(object, carrier);
        blocked.note(
                subject(object),
                result == null
                        ? Coverage.undecided(revision, carried.seccompDocuments(), marks)
                        : Coverage.of(
                                revision,
                                carried.seccompDocuments(),
                                blocks,
                                marks,
                                result.isRefused() || delivered.turn().holdsBack(),
                                result.isRefused() ? blocksBefore(object) : result.restrictions()));
        return new Reconciliation<>(
                object,
                before,
                result,
                carried,
                carrier.map(CarriedDigests::isSeccompEverywhere).orElse(false),
                revision,
                since,
                stalePods(subject(object), since, before),
                rollouts.tell(subject(object)),
                delivered.turn(),
                object.isMarkedForDeletion()
                        ? deletions.holding(subject(object)).orElse(null)
                        : null,
                clock.instant());
    }

    /** The blocks that changed the documents that stay. */
    private SortedMap<String, SortedSet<String>> blocksBefore(P object) {
        SortedMap<String, SortedSet<String>> names = new TreeMap<>();
        Objects.requireNonNullElse(before(object).blocks(), List.<String>of())
                .forEach(name -> names.put(name, Collections.emptySortedSet()));
        return names;
    }

    /** The count, or the last one of an earlier operator until there is one. */
    private @Nullable Integer stalePods(Subject object, @Nullable Long documents, S before) {
        if (stalePods.isEmpty()) {
            return null;
        }
        StalePods pods = stalePods.get();
        if (documents == null) {
            pods.drop(object);
            return null;
        }
        pods.carried(object, documents);
        OptionalInt count = pods.count(object);
        return count.isPresent() ? Integer.valueOf(count.getAsInt()) : before.stalePods();
    }

    private S before(P object) {
        return Objects.requireNonNullElse(object.getStatus(), noStatus);
    }

    /** Reschedules an object that waits to be rendered; it may be called earlier. */
    public UpdateControl<P> waitForTurn() {
        return UpdateControl.<P>noUpdate().rescheduleAfter(RenderResults.UNCALLED);
    }

    /** The same with a look after this delay at the latest. */
    public static <P extends HasMetadata> UpdateControl<P> sooner(UpdateControl<P> control, Duration delay) {
        long millis = Math.max(1, delay.toMillis());
        return control.rescheduleAfter(
                Math.min(millis, control.getScheduleDelay().orElse(millis)));
    }

    /** Writes the status if it is new, now or when the rollout's pace allows. */
    public UpdateControl<P> publish(Reconciliation<P, S> one, S status, Context<P> context) {
        return publish(one, status, false, context);
    }

    /**
     * The same for a status that also tells of something else than the rollout.
     *
     * @param news whether it does so for the first time, so that it waits for no node
     */
    public UpdateControl<P> publish(Reconciliation<P, S> one, S status, boolean news, Context<P> context) {
        // Before the status is written, which ends what was new.
        Optional<Duration> alarm = alarm(one, status);
        Duration again = Stream.of(
                        write(one, status, news, context),
                        alarm.orElse(Duration.ZERO),
                        one.turn().again().orElse(Duration.ZERO))
                .filter(Duration::isPositive)
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return again.isPositive() ? UpdateControl.<P>noUpdate().rescheduleAfter(again) : UpdateControl.noUpdate();
    }

    /** The delay until an alarm that another object may yet prevent; raises it when it is due. */
    private Optional<Duration> alarm(Reconciliation<P, S> one, S status) {
        P object = one.object();
        RenderResult outcome = one.result();
        if (!outcome.waitsForOthers()) {
            patience.end(subject(object));
            return Optional.empty();
        }
        Optional<Duration> left = patience.with(
                subject(object),
                StatusFold.refusal(outcome.errors()),
                StatusWriter.saysNewOfSpec(one.before(), status),
                clock.instant());
        if (left.filter(Duration::isZero).isPresent()) {
            writer.tellWhyRefused(object, outcome);
        }
        return left;
    }

    /** Writes a new status when it is due; returns the delay until then, or zero when nothing is left to write. */
    private Duration write(Reconciliation<P, S> one, S status, boolean news, Context<P> context) {
        Subject subject = subject(one.object());
        if (status.equals(one.before())) {
            pace.forget(subject);
            rollouts.counted(subject);
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        Duration wait = blocked.statusWait(now);
        if (wait.isPositive()) {
            return wait;
        }
        boolean settled = news
                || one.result().isRefused()
                || !one.turn().moves()
                || (!one.turn().holdsBack()
                        && one.progress().settled()
                        && !StatusFold.isReadyAndStillMissing(one.before(), status));
        Duration delay = pace.delay(subject, new StatusPace.Rollout(one.generation(), one.revision()), settled, now);
        if (delay.isPositive()) {
            return delay;
        }
        writer.write(one, status, context);
        rollouts.counted(subject);
        return Duration.ZERO;
    }

    /**
     * Lets a deleted object go when no pod names its file, and looks after it until then.
     *
     * @param withdraws stops sending pods to the file; returns whether any could be sent until now
     * @param goesOn reconciles the object as if it were not deleted
     */
    public DeleteControl release(
            P object, Context<P> context, BooleanSupplier withdraws, Supplier<UpdateControl<P>> goesOn) {
        Subject subject = subject(object);
        patience.end(subject);
        if (!hasFile(object, context)) {
            return letGo(object, context);
        }
        if (withdraws.getAsBoolean()) {
            deletions.notBefore(subject, clock.instant().plus(TakeUp.EVERYWHERE));
        }
        return switch (deletions.ask(subject, clock.instant())) {
            case Release.Now now -> letGo(object, context);
            case Release.Later later -> DeleteControl.noFinalizerRemoval().rescheduleAfter(later.again());
            case Release.Held held -> {
                long again = held.again().toMillis();
                long status = goesOn.get().getScheduleDelay().orElse(again);
                yield DeleteControl.noFinalizerRemoval().rescheduleAfter(Math.max(1, Math.min(again, status)));
            }
        };
    }

    /** Tells the nodes first: once the finalizer is gone, nothing would remind anyone. */
    private DeleteControl letGo(P object, Context<P> context) {
        if (before(object).wasDelivered() || carrier(object, context).isPresent()) {
            releases.release(subject(object), object.getMetadata().getUid());
        }
        return DeleteControl.defaultDelete();
    }

    /** Checks the status too: a foreground deletion takes the ConfigMap first, and it is then made again. */
    private boolean hasFile(P object, Context<P> context) {
        return before(object).sha256() != null
                || carrier(object, context)
                        .filter(CarriedDigests::isSeccompAnywhere)
                        .isPresent();
    }

    /** The ConfigMap with the last rendition. There may be a tombstone of an earlier object of this name instead. */
    private Optional<ConfigMap> carrier(P object, Context<P> context) {
        return configMap.getSecondaryResource(object, context).filter(carrier -> !Tombstone.is(carrier));
    }

    /** All objects of this kind, as far as they are known. */
    public Stream<P> all() {
        ResourceCache<P> known = objects;
        return known == null ? Stream.of() : known.list();
    }

    /** Their status. */
    public Stream<ObjectStatus> objects() {
        return all().map(object -> new ObjectStatus(kind, object.getMetadata().getName(), object.getStatus()));
    }

    /** The newest revision of any rendition of this kind. */
    public long newestRevision() {
        return configMap.newestRevision();
    }

    public Subject subject(P object) {
        return new Subject(kind, Objects.requireNonNull(object.getMetadata().getName()));
    }
}
