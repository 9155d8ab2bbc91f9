package dev.portcullis.operator;

import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.operator.observing.NodeObservationWatch;
import dev.portcullis.operator.rendering.CeilingCheck;
import dev.portcullis.operator.rendering.ProfileGraph;
import dev.portcullis.operator.rendering.RenderResults;
import dev.portcullis.operator.rollout.ObserverWatch;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;
import java.util.function.Predicate;

/** Triggers the reconciliation of observations when their profile changes, an observer tells of them, or observers come and go. */
final class ObservationEventSource extends AbstractEventSource<NodeObservation, ProfileObservation>
        implements ResourceEventAware<ProfileObservation> {

    private final Cache<ProfileObservation> cache;
    private final ProfileGraph profiles;
    private final CeilingCheck ceiling;
    private final RenderResults results;
    private final ObservationSuggestions suggestions;
    private final NodeObservationWatch watch;
    private final ObserverWatch observers;

    ObservationEventSource(
            Cache<ProfileObservation> cache,
            ProfileGraph profiles,
            CeilingCheck ceiling,
            RenderResults results,
            ObservationSuggestions suggestions,
            NodeObservationWatch watch,
            ObserverWatch observers) {
        super(NodeObservation.class, "observations");
        this.cache = cache;
        this.profiles = profiles;
        this.ceiling = ceiling;
        this.results = results;
        this.suggestions = suggestions;
        this.watch = watch;
        this.observers = observers;
    }

    @Override
    public void start() {
        super.start();
        profiles.listen(names -> call(observation -> ceiling.isChangedBy(names)
                || (observation.getSpec().hasSeccompProfile()
                        && names.contains(observation.getSpec().seccompProfile()))));
        results.call(Kind.PROFILE_OBSERVATION, this::call);
        observers.listen(() -> call(observation -> true));
        watch.listen(this::call);
    }

    @Override
    public void stop() {
        super.stop();
        watch.end();
        observers.end();
    }

    @Override
    public void onResourceDeleted(ProfileObservation observation) {
        results.forget(Subject.observation(observation.getMetadata().getName()));
        watch.forget(observation.getMetadata().getUid());
        suggestions.forget(observation.getMetadata().getUid());
    }

    @Override
    public Set<NodeObservation> getSecondaryResources(ProfileObservation observation) {
        return Set.of();
    }

    @Override
    public Status getStatus() {
        return watch.isWatching() && observers.isWatching() ? Status.HEALTHY : Status.UNHEALTHY;
    }

    private void call(Predicate<ProfileObservation> concerned) {
        cache.list(concerned)
                .forEach(observation -> call(observation.getMetadata().getName()));
    }

    private void call(String name) {
        getEventHandler().handleEvent(new Event(new ResourceID(name)));
    }
}
