package dev.portcullis.operator;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Renders a profile, hands the rendition over to the agents and says in status how far it has come. */
@ControllerConfiguration(name = SeccompProfileReconciler.NAME, fieldManager = SeccompProfileReconciler.FIELD_MANAGER)
final class SeccompProfileReconciler implements Reconciler<SeccompProfile> {

    static final String NAME = "seccompprofile";
    static final String FIELD_MANAGER = "portcullis-operator";

    private final Renderer renderer;
    private final RenditionConfigMap configMap;
    private final Rollouts rollouts;
    private final StatusPace pace;
    private final List<EventSource<?, SeccompProfile>> events;
    private final StatusWriter statusWriter;
    private final StuckReconciliations stuck;
    private final Clock clock;

    SeccompProfileReconciler(
            Renderer renderer,
            RenditionConfigMap configMap,
            Rollouts rollouts,
            StatusPace pace,
            List<EventSource<?, SeccompProfile>> events,
            StatusWriter statusWriter,
            StuckReconciliations stuck,
            Clock clock) {
        this.renderer = renderer;
        this.configMap = configMap;
        this.rollouts = rollouts;
        this.pace = pace;
        this.events = events;
        this.statusWriter = statusWriter;
        this.stuck = stuck;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, SeccompProfile>> prepareEventSources(EventSourceContext<SeccompProfile> context) {
        return Stream.concat(configMap.eventSource(context).stream(), events.stream())
                .toList();
    }

    @Override
    public UpdateControl<SeccompProfile> reconcile(SeccompProfile profile, Context<SeccompProfile> context) {
        try (StuckReconciliations.Running running =
                stuck.begin(profile.getMetadata().getName())) {
            return doReconcile(profile, context);
        }
    }

    private UpdateControl<SeccompProfile> doReconcile(SeccompProfile profile, Context<SeccompProfile> context) {
        String name = profile.getMetadata().getName();
        Bases bases =
                base -> context.getPrimaryCache().get(new ResourceID(base)).map(SeccompProfile::getSpec);
        Rendering rendering = renderer.render(name, profile.getSpec(), bases, Set.of());
        Optional<ConfigMap> carrier =
                switch (rendering) {
                    case Rendering.Rendered rendered ->
                        Optional.of(configMap.apply(profile, rendition(profile, rendered), context));
                    // The last good document stays on the nodes.
                    case Rendering.Refused refused -> configMap.getSecondaryResource(profile, context);
                };
        long generation = profile.getMetadata().getGeneration();
        long revision = carrier.map(Carrier::revision).orElse(0L);
        carrier.ifPresent(c -> rollouts.carried(name, revision));

        Progress progress = rollouts.progress(name);
        SeccompProfileStatus before = Objects.requireNonNullElse(profile.getStatus(), SeccompProfileStatus.EMPTY);
        Instant now = clock.instant();
        SeccompProfileStatus status = StatusFold.of(
                name, generation, before, rendering, carrier.map(Carried::of).orElse(null), progress, now);
        if (status.equals(before)) {
            pace.forget(name);
            return UpdateControl.noUpdate();
        }
        boolean settled = progress.settled() || rendering instanceof Rendering.Refused;
        Duration delay = pace.delay(name, new StatusPace.Rollout(generation, revision), settled, now);
        if (delay.isPositive()) {
            return UpdateControl.<SeccompProfile>noUpdate().rescheduleAfter(delay);
        }
        statusWriter.write(profile, status, rendering, context);
        return UpdateControl.noUpdate();
    }

    private static Rendition rendition(SeccompProfile profile, Rendering.Rendered rendered) {
        return Rendition.ofProfile(
                profile.getMetadata().getName(),
                profile.getMetadata().getGeneration(),
                rendered.document(),
                rendered.variants(),
                rendered.minKernel());
    }
}
