package dev.portcullis.operator.reconciliation;

import dev.portcullis.api.RenditionStatus;
import dev.portcullis.operator.deletion.Deletions;
import dev.portcullis.operator.deletion.FileReleases;
import dev.portcullis.operator.deletion.Release;
import dev.portcullis.operator.filelist.FileListEventSource;
import dev.portcullis.operator.filelist.FileListWriter;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.rollout.NodeWatch;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.rendition.Subject;
import dev.portcullis.rendition.Tombstone;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the reconcilers of all kinds have in common: a rendition is handed over, its way to the nodes is followed, and the
 * status is written when it has something new to say.
 */
public final class Distribution<P extends CustomResource<?, S>, S extends RenditionStatus> {

    /** Keeps a deleted object while pods name its file. */
    public static final String FINALIZER = "portcullis.dev/in-use";

    /** API servers look at changed admission policies once a second (policyRefreshInterval); then pods are not filled in. */
    private static final Duration WITHDRAWN_EVERYWHERE = Duration.ofSeconds(2);

    private final Kind kind;
    private final Carriers<P> configMap;
    private final NodeWatch nodes;
    private final Rollouts rollouts;
    private final StatusPace pace;
    private final Deletions deletions;
    private final Patience patience = new Patience();
    private final FileReleases releases;
    private final Optional<FileListWriter> fileList;
    private final StatusWriter<P, S> writer;
    private final Clock clock;

    public Distribution(
            Kind kind,
            String namespace,
            NodeWatch nodes,
            Rollouts rollouts,
            StatusPace pace,
            Deletions deletions,
            FileReleases releases,
            Optional<FileListWriter> fileList,
            StatusWriter<P, S> writer,
            Clock clock) {
        this.kind = kind;
        this.configMap = new Carriers<>(kind, namespace, rollouts);
        this.nodes = nodes;
        this.rollouts = rollouts;
        this.pace = pace;
        this.deletions = deletions;
        this.releases = releases;
        this.fileList = fileList;
        this.writer = writer;
        this.clock = clock;
    }

    public List<EventSource<?, P>> eventSources(EventSourceContext<P> context) {
        List<EventSource<?, P>> sources = new ArrayList<>();
        configMap.eventSource(context).ifPresent(sources::add);
        sources.add(new RolloutEventSource<P>(kind, nodes, rollouts, pace, deletions, releases));
        fileList.map(list -> new FileListEventSource<P>(kind, context.getPrimaryCache(), list))
                .ifPresent(sources::add);
        return sources;
    }

    /** Hands over what was rendered; the ConfigMap is written only where it differs. */
    public Delivery deliver(P object, Rendition rendition, Context<P> context) {
        return delivery(object, Optional.of(configMap.apply(object, rendition, context)));
    }

    /**
     * How it stands when nothing need be handed over: of a refused spec the last good rendition stays where it is. Empty when
     * the ConfigMap is not, or no longer, what was rendered.
     */
    public Optional<Delivery> standing(P object, RenderResult outcome, Context<P> context) {
        Optional<ConfigMap> carrier = carrier(object, context);
        SortedMap<String, String> promises = outcome.promises();
        return promises == null
                        || carrier.filter(c -> configMap.keeps(c, promises, object))
                                .isPresent()
                ? Optional.of(delivery(object, carrier))
                : Optional.empty();
    }

    /** How what is carried now stands, whatever the spec has become. */
    public Delivery delivered(P object, Context<P> context) {
        return delivery(object, carrier(object, context));
    }

    private Delivery delivery(P object, Optional<ConfigMap> carrier) {
        long revision = carrier.map(Carrier::revision).orElse(0L);
        carrier.ifPresent(c -> rollouts.carried(subject(object), revision));
        return new Delivery(
                carrier.map(CarriedDigests::of).orElse(CarriedDigests.NOTHING),
                revision,
                rollouts.tell(subject(object)));
    }

    /** What the status of every kind says. */
    public StatusFold fold(P object, S before, RenderResult outcome, Delivery delivery) {
        Release.@Nullable Holding holding = object.isMarkedForDeletion()
                ? deletions.holding(subject(object)).orElse(null)
                : null;
        return StatusFold.of(object.getMetadata().getGeneration(), before, outcome, delivery, holding, clock.instant());
    }

    /** Writes the status if it is new, and now or later as the rollout demands. */
    public UpdateControl<P> publish(P object, S status, RenderResult outcome, Delivery delivery, Context<P> context) {
        // Before the status is written, and with it what was new.
        Optional<Duration> alarm = alarm(object, status, outcome);
        Duration again = Stream.of(write(object, status, outcome, delivery, context), alarm.orElse(Duration.ZERO))
                .filter(Duration::isPositive)
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return again.isPositive() ? UpdateControl.<P>noUpdate().rescheduleAfter(again) : UpdateControl.noUpdate();
    }

    /** When to come back for the alarm that another object may yet prevent; raises it when it is due. */
    private Optional<Duration> alarm(P object, S status, RenderResult outcome) {
        if (!outcome.waitsForOthers()) {
            patience.end(subject(object));
            return Optional.empty();
        }
        Optional<Duration> left = patience.with(
                subject(object),
                StatusFold.refusal(outcome.errors()),
                StatusWriter.saysNewOfSpec(object.getStatus(), status),
                clock.instant());
        if (left.filter(Duration::isZero).isPresent()) {
            writer.tellWhyRefused(object, outcome);
        }
        return left;
    }

    /** Writes the status if it is new and its moment has come; says when that will be otherwise, and zero for never. */
    private Duration write(P object, S status, RenderResult outcome, Delivery delivery, Context<P> context) {
        Subject subject = subject(object);
        S before = object.getStatus();
        if (status.equals(before)) {
            pace.forget(subject);
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        long generation = object.getMetadata().getGeneration();
        boolean settled = outcome.isRefused()
                || (delivery.progress().settled() && !StatusFold.isReadyAndStillMissing(before, status));
        Duration delay = pace.delay(subject, new StatusPace.Rollout(generation, delivery.revision()), settled, now);
        if (delay.isPositive()) {
            return delay;
        }
        writer.write(object, status, outcome, context);
        return Duration.ZERO;
    }

    /**
     * Lets a deleted object go when no pod names its file, and goes on looking after it until then.
     *
     * @param withdraws stops sending pods to the file, and says whether that could still happen until now
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
            deletions.notBefore(subject, clock.instant().plus(WITHDRAWN_EVERYWHERE));
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

    /** Tells the nodes first: without the finalizer nothing would remind anyone of it. */
    private DeleteControl letGo(P object, Context<P> context) {
        S status = object.getStatus();
        if ((status != null && status.wasDelivered())
                || carrier(object, context).isPresent()) {
            releases.release(subject(object), object.getMetadata().getUid());
        }
        return DeleteControl.defaultDelete();
    }

    /** The status counts too: a deletion in the foreground takes the ConfigMap first, and then it is made again. */
    private boolean hasFile(P object, Context<P> context) {
        S status = object.getStatus();
        return (status != null && status.sha256() != null)
                || carrier(object, context)
                        .map(CarriedDigests::of)
                        .filter(CarriedDigests::hasSeccomp)
                        .isPresent();
    }

    /** The ConfigMap that carries the last rendition. An object of the same name may have left its tombstone there. */
    private Optional<ConfigMap> carrier(P object, Context<P> context) {
        return configMap.getSecondaryResource(object, context).filter(carrier -> !Tombstone.is(carrier));
    }

    public Subject subject(P object) {
        return new Subject(kind, Objects.requireNonNull(object.getMetadata().getName()));
    }
}
