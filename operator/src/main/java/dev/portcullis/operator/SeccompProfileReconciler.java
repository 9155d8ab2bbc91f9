package dev.portcullis.operator;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.operator.client.ServerSideApply;
import dev.portcullis.operator.reconciliation.Distribution;
import dev.portcullis.operator.reconciliation.StuckReconciliations;
import dev.portcullis.operator.rendering.ProfileGraph;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.rendering.RenderingLanes;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Renders a profile, hands the rendition over to the agents and says in status how far it has come. */
@ControllerConfiguration(
        name = SeccompProfileReconciler.NAME,
        fieldManager = ServerSideApply.FIELD_MANAGER,
        finalizerName = Distribution.FINALIZER)
final class SeccompProfileReconciler implements Reconciler<SeccompProfile>, Cleaner<SeccompProfile> {

    static final String NAME = "seccompprofile";

    private final Renderer renderer;
    private final ProfileGraph profiles;
    private final Renderings<ProfileOutcome> renderings;
    private final Distribution<SeccompProfile, SeccompProfileStatus> distribution;
    private final StuckReconciliations stuck;

    SeccompProfileReconciler(
            Renderer renderer,
            ProfileGraph profiles,
            Renderings<ProfileOutcome> renderings,
            Distribution<SeccompProfile, SeccompProfileStatus> distribution,
            StuckReconciliations stuck) {
        this.renderer = renderer;
        this.profiles = profiles;
        this.renderings = renderings;
        this.distribution = distribution;
        this.stuck = stuck;
    }

    @Override
    public List<EventSource<?, SeccompProfile>> prepareEventSources(EventSourceContext<SeccompProfile> context) {
        return Stream.concat(
                        distribution.eventSources(context).stream(),
                        Stream.of(new BaseProfileEventSource(context.getPrimaryCache(), profiles, renderings)))
                .toList();
    }

    @Override
    public UpdateControl<SeccompProfile> reconcile(SeccompProfile profile, Context<SeccompProfile> context) {
        try (StuckReconciliations.Running running = stuck.begin(distribution.subject(profile))) {
            String name = profile.getMetadata().getName();
            return renderings
                    .of(
                            name,
                            profiles.origin(name),
                            made -> distribution.standing(profile, made.outcome(), context),
                            specs -> hand(profile, specs, context))
                    .map(handed -> publish(profile, handed, context))
                    .orElseGet(() -> UpdateControl.<SeccompProfile>noUpdate().rescheduleAfter(Renderings.UNCALLED));
        }
    }

    @Override
    public DeleteControl cleanup(SeccompProfile profile, Context<SeccompProfile> context) {
        return distribution.release(profile, context, () -> false, () -> reconcile(profile, context));
    }

    private UpdateControl<SeccompProfile> publish(
            SeccompProfile profile, Handed<ProfileOutcome> handed, Context<SeccompProfile> context) {
        RenderResult outcome = handed.made().outcome();
        SeccompProfileStatus before = Objects.requireNonNullElse(profile.getStatus(), SeccompProfileStatus.EMPTY);
        SeccompProfileStatus status = ProfileStatus.of(
                profile.getMetadata().getName(),
                distribution.fold(profile, before, outcome, handed.delivery()),
                handed.delivery(),
                outcome.isRefused() ? before.syscalls() : handed.made().syscalls());
        return distribution.publish(profile, status, outcome, handed.delivery(), context);
    }

    /** Renders the profile and hands it over; empty when it has changed since the event. */
    private Optional<Handed<ProfileOutcome>> hand(
            SeccompProfile profile, RenderingLanes.Specs specs, Context<SeccompProfile> context) {
        String name = profile.getMetadata().getName();
        return specs.of(name)
                .filter(whole -> whole.getMetadata()
                        .getGeneration()
                        .equals(profile.getMetadata().getGeneration()))
                .map(whole -> renderer.render(name, whole.getSpec(), specs.bases(), Set.of()))
                .flatMap(rendering -> handed(profile, rendering, context));
    }

    private Optional<Handed<ProfileOutcome>> handed(
            SeccompProfile profile, Rendering rendering, Context<SeccompProfile> context) {
        return switch (rendering) {
            case Rendering.Rendered rendered -> {
                Rendition rendition = Rendition.ofProfile(
                        profile.getMetadata().getName(),
                        profile.getMetadata().getGeneration(),
                        rendered.document(),
                        rendered.variants(),
                        rendered.minKernel());
                RenderResult outcome = RenderResult.rendered(rendition, rendered.warnings());
                yield Optional.of(new Handed<>(
                        new ProfileOutcome(outcome, rendered.syscalls()),
                        distribution.deliver(profile, rendition, context)));
            }
            case Rendering.Refused refused -> {
                RenderResult outcome = RenderResult.refused(refused.findings());
                yield distribution
                        .standing(profile, outcome, context)
                        .map(delivery -> new Handed<>(new ProfileOutcome(outcome, null), delivery));
            }
        };
    }
}
