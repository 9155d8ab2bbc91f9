package dev.portcullis.operator;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Renders a profile, hands the rendition over to the agents and says in status how far it has come. */
@ControllerConfiguration(
        name = SeccompProfileReconciler.NAME,
        fieldManager = OperatorProcess.FIELD_MANAGER,
        finalizerName = Distribution.FINALIZER)
final class SeccompProfileReconciler implements Reconciler<SeccompProfile>, Cleaner<SeccompProfile> {

    static final String NAME = "seccompprofile";

    private final Renderer renderer;
    private final SeccompProfiles profiles;
    private final Distribution<SeccompProfile, SeccompProfileStatus> distribution;
    private final StuckReconciliations stuck;

    SeccompProfileReconciler(
            Renderer renderer,
            SeccompProfiles profiles,
            Distribution<SeccompProfile, SeccompProfileStatus> distribution,
            StuckReconciliations stuck) {
        this.renderer = renderer;
        this.profiles = profiles;
        this.distribution = distribution;
        this.stuck = stuck;
    }

    @Override
    public List<EventSource<?, SeccompProfile>> prepareEventSources(EventSourceContext<SeccompProfile> context) {
        return Stream.concat(
                        distribution.eventSources(context).stream(),
                        Stream.of(new BaseProfileEventSource(context.getPrimaryCache(), profiles)))
                .toList();
    }

    @Override
    public UpdateControl<SeccompProfile> reconcile(SeccompProfile profile, Context<SeccompProfile> context) {
        try (StuckReconciliations.Running running = stuck.begin(distribution.subject(profile))) {
            String name = profile.getMetadata().getName();
            Rendering rendering = renderer.render(name, profile.getSpec(), profiles, Set.of());
            Outcome outcome = outcome(profile, rendering);
            Delivery delivery = distribution.deliver(profile, outcome, context);
            SeccompProfileStatus before = Objects.requireNonNullElse(profile.getStatus(), SeccompProfileStatus.EMPTY);
            Integer syscalls =
                    rendering instanceof Rendering.Rendered rendered ? rendered.syscalls() : before.syscalls();
            SeccompProfileStatus status =
                    ProfileStatus.of(name, distribution.fold(profile, before, outcome, delivery), delivery, syscalls);
            return distribution.publish(profile, status, outcome, delivery, context);
        }
    }

    @Override
    public DeleteControl cleanup(SeccompProfile profile, Context<SeccompProfile> context) {
        return distribution.release(profile, context, () -> false, () -> reconcile(profile, context));
    }

    private static Outcome outcome(SeccompProfile profile, Rendering rendering) {
        return switch (rendering) {
            case Rendering.Rendered rendered ->
                Outcome.rendered(
                        Rendition.ofProfile(
                                profile.getMetadata().getName(),
                                profile.getMetadata().getGeneration(),
                                rendered.document(),
                                rendered.variants(),
                                rendered.minKernel()),
                        rendered.warnings());
            case Rendering.Refused refused -> Outcome.refused(refused.findings());
        };
    }
}
