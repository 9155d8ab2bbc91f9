package dev.portcullis.operator;

import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationStatus;
import dev.portcullis.observation.Observations;
import dev.portcullis.operator.blocking.BlockSet;
import dev.portcullis.operator.blocking.BlockedObjects;
import dev.portcullis.operator.blocking.BlocksInForce;
import dev.portcullis.operator.client.EventRecorder;
import dev.portcullis.operator.client.ServerSideApply;
import dev.portcullis.operator.enforcement.Availability;
import dev.portcullis.operator.enforcement.Enforced;
import dev.portcullis.operator.enforcement.ObservationEnforcement;
import dev.portcullis.operator.observing.NodeObservationWatch;
import dev.portcullis.operator.observing.ObservationState;
import dev.portcullis.operator.observing.ObservationTerm;
import dev.portcullis.operator.reconciliation.Distribution;
import dev.portcullis.operator.reconciliation.Reconciliation;
import dev.portcullis.operator.reconciliation.StuckReconciliations;
import dev.portcullis.operator.rollout.ObserverWatch;
import dev.portcullis.operator.rollout.Observers;
import dev.portcullis.rendition.Kind;
import dev.portcullis.seccomp.Finding;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Renders an observation, hands its file to the agents, sends pods to it while the observation goes on, and reports in status
 * what observers have seen.
 */
@ControllerConfiguration(
        name = ProfileObservationReconciler.NAME,
        fieldManager = ServerSideApply.FIELD_MANAGER,
        finalizerName = Distribution.FINALIZER)
final class ProfileObservationReconciler implements Reconciler<ProfileObservation>, Cleaner<ProfileObservation> {

    static final String NAME = "profileobservation";

    private final ObservationDocuments documents;
    private final ObservationSuggestions suggestions;
    private final BlocksInForce blocks;
    private final BlockedObjects blocked;
    private final Distribution<ProfileObservation, ProfileObservationStatus> distribution;
    private final ObservationEnforcement enforcement;
    private final NodeObservationWatch watch;
    private final ObserverWatch observers;
    private final ObservationEvents events;
    private final Sources sources;
    private final StuckReconciliations stuck;

    /** Makes the event source that tells of everything else that an observation depends on. */
    @FunctionalInterface
    interface Sources {

        ObservationEventSource of(EventSourceContext<ProfileObservation> context);
    }

    ProfileObservationReconciler(
            ObservationDocuments documents,
            ObservationSuggestions suggestions,
            BlocksInForce blocks,
            BlockedObjects blocked,
            Distribution<ProfileObservation, ProfileObservationStatus> distribution,
            ObservationEnforcement enforcement,
            NodeObservationWatch watch,
            ObserverWatch observers,
            EventRecorder events,
            Sources sources,
            StuckReconciliations stuck) {
        this.documents = documents;
        this.suggestions = suggestions;
        this.blocks = blocks;
        this.blocked = blocked;
        this.distribution = distribution;
        this.enforcement = enforcement;
        this.watch = watch;
        this.observers = observers;
        this.events = new ObservationEvents(events);
        this.sources = sources;
        this.stuck = stuck;
    }

    @Override
    public List<EventSource<?, ProfileObservation>> prepareEventSources(
            EventSourceContext<ProfileObservation> context) {
        List<EventSource<?, ProfileObservation>> all = new ArrayList<>(distribution.eventSources(context));
        all.addAll(enforcement.eventSources(context));
        all.add(new BlocksEventSource<>(Kind.PROFILE_OBSERVATION, context.getPrimaryCache(), blocks, blocked));
        all.add(sources.of(context));
        return all;
    }

    @Override
    public UpdateControl<ProfileObservation> reconcile(
            ProfileObservation observation, Context<ProfileObservation> context) {
        try (StuckReconciliations.Running running = stuck.begin(distribution.subject(observation))) {
            BlockSet inForce = blocks.on(distribution.subject(observation));
            Reconciliation<ProfileObservation, ProfileObservationStatus> one = distribution.reconcile(
                    observation,
                    documents.origin(observation),
                    inForce,
                    specs -> Optional.of(documents.render(observation, specs, inForce.restriction())),
                    context);
            Optional<Observations> seen = watch.seen(observation.getMetadata().getUid());
            Step step = step(one, seen, context);
            if (!one.isRendered()) {
                return distribution.waitForTurn();
            }
            ProfileObservationStatus status = step.fold.status(one);
            events.tell(observation, one.before(), status);
            UpdateControl<ProfileObservation> control =
                    distribution.publish(one, status, ObservationFold.isNews(one.before(), status), context);
            return step.again.map(delay -> Distribution.sooner(control, delay)).orElse(control);
        }
    }

    @Override
    public DeleteControl cleanup(ProfileObservation observation, Context<ProfileObservation> context) {
        return distribution.release(
                observation,
                context,
                () -> enforcement.withdraw(observation, context),
                () -> reconcile(observation, context));
    }

    /**
     * What becomes of an observation now.
     *
     * @param again the delay before the next look, even if nothing happens until then
     */
    private record Step(ObservationFold fold, Optional<Duration> again) {}

    private Step step(
            Reconciliation<ProfileObservation, ProfileObservationStatus> one,
            Optional<Observations> seen,
            Context<ProfileObservation> context) {
        ProfileObservation observation = one.object();
        boolean deleted = observation.isMarkedForDeletion();
        ObservationTerm term = ObservationTerm.of(
                observation.getSpec(),
                instant(one.before().startedAt()),
                seen.map(Observations::containers).orElse(0),
                one.now());
        Availability availability = Availability.of(
                one.before().availableSince(),
                one.before().waitingSince(),
                !deleted && one.seccompEverywhere(),
                one.progress(),
                one.now());
        Observers ready = observers.observers();
        Duration age = Duration.between(Instant.parse(observation.getMetadata().getCreationTimestamp()), one.now());
        ObservationState wanted = ObservationState.of(
                one.name(),
                observation.getSpec(),
                new ObservationState.Circumstances(
                        deleted,
                        term,
                        one.carried().hasSeccomp(),
                        refusal(one),
                        availability,
                        ready,
                        one.before().startedAt() != null,
                        age),
                enforcement.exemptNamespaces());
        Optional<Enforced> hindrance = enforcement.fill(
                observation, wanted.holds() && observation.getSpec().fillsPods(), context);
        return new Step(
                new ObservationFold(
                        term,
                        availability,
                        ready,
                        wanted.unless(hindrance),
                        seen,
                        seen.flatMap(all -> suggestions.digest(
                                observation, all, one.before().suggestion()))),
                Stream.of(
                                hindrance.filter(Enforced::failed).map(failed -> Enforced.RETRY),
                                availability.left(one.now()),
                                term.left(),
                                wanted.left(age),
                                watch.news(observation.getMetadata().getUid()))
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder()));
    }

    private static Optional<Finding> refusal(Reconciliation<ProfileObservation, ProfileObservationStatus> one) {
        return one.isRendered() && one.result().isRefused()
                ? Optional.of(one.result().errors().getFirst())
                : Optional.empty();
    }

    private static @Nullable Instant instant(@Nullable String time) {
        return time == null ? null : Instant.parse(time);
    }
}
