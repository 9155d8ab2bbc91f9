package dev.portcullis.operator;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.operator.blocking.BlockSet;
import dev.portcullis.operator.blocking.BlockedObjects;
import dev.portcullis.operator.blocking.BlocksInForce;
import dev.portcullis.operator.client.ServerSideApply;
import dev.portcullis.operator.reconciliation.Distribution;
import dev.portcullis.operator.reconciliation.Reconciliation;
import dev.portcullis.operator.reconciliation.StatusFold;
import dev.portcullis.operator.reconciliation.StuckReconciliations;
import dev.portcullis.operator.rendering.CeilingCheck;
import dev.portcullis.operator.rendering.NodePoolSwitch;
import dev.portcullis.operator.rendering.ProfileGraph;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.rendering.RenderResults;
import dev.portcullis.operator.rendering.RenderingLanes;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Restriction;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Renders a profile, hands the rendition to the agents and reports the rollout in status. */
@ControllerConfiguration(
        name = SeccompProfileReconciler.NAME,
        fieldManager = ServerSideApply.FIELD_MANAGER,
        finalizerName = Distribution.FINALIZER)
final class SeccompProfileReconciler implements Reconciler<SeccompProfile>, Cleaner<SeccompProfile> {

    static final String NAME = "seccompprofile";

    private final Renderer renderer;
    private final NodePoolSwitch pools;
    private final ProfileGraph profiles;
    private final CeilingCheck ceiling;
    private final RenderResults results;
    private final BlocksInForce blocks;
    private final BlockedObjects covered;
    private final Distribution<SeccompProfile, SeccompProfileStatus> distribution;
    private final StuckReconciliations stuck;

    SeccompProfileReconciler(
            Renderer renderer,
            NodePoolSwitch pools,
            ProfileGraph profiles,
            CeilingCheck ceiling,
            RenderResults results,
            BlocksInForce blocks,
            BlockedObjects covered,
            Distribution<SeccompProfile, SeccompProfileStatus> distribution,
            StuckReconciliations stuck) {
        this.renderer = renderer;
        this.pools = pools;
        this.profiles = profiles;
        this.ceiling = ceiling;
        this.results = results;
        this.blocks = blocks;
        this.covered = covered;
        this.distribution = distribution;
        this.stuck = stuck;
    }

    @Override
    public List<EventSource<?, SeccompProfile>> prepareEventSources(EventSourceContext<SeccompProfile> context) {
        return Stream.concat(
                        distribution.eventSources(context).stream(),
                        Stream.of(
                                new BaseProfileEventSource(context.getPrimaryCache(), profiles, ceiling, results),
                                new BlocksEventSource<>(
                                        Kind.SECCOMP_PROFILE, context.getPrimaryCache(), blocks, covered)))
                .toList();
    }

    @Override
    public UpdateControl<SeccompProfile> reconcile(SeccompProfile profile, Context<SeccompProfile> context) {
        try (StuckReconciliations.Running running = stuck.begin(distribution.subject(profile))) {
            BlockSet inForce = blocks.on(distribution.subject(profile));
            Reconciliation<SeccompProfile, SeccompProfileStatus> one = distribution.reconcile(
                    profile,
                    ceiling.origin(
                            distribution.subject(profile),
                            profiles.origin(profile.getMetadata().getName())),
                    inForce,
                    specs -> render(profile, specs, inForce.restriction()),
                    context);
            return one.isRendered() ? distribution.publish(one, status(one), context) : distribution.waitForTurn();
        }
    }

    @Override
    public DeleteControl cleanup(SeccompProfile profile, Context<SeccompProfile> context) {
        return distribution.release(profile, context, () -> false, () -> reconcile(profile, context));
    }

    /** Empty when the profile has changed since the event. */
    private Optional<RenderResult> render(SeccompProfile profile, RenderingLanes.Specs specs, Restriction restriction) {
        String name = profile.getMetadata().getName();
        long generation = profile.getMetadata().getGeneration();
        return specs.of(name)
                .filter(whole -> whole.getMetadata().getGeneration() == generation)
                .map(whole -> pools.render(
                        whole.getSpec().nodeSelector(),
                        nodes -> result(
                                name,
                                generation,
                                renderer.restrictedBy(restriction)
                                        .within(ceiling.limit(distribution.subject(profile), specs.bases()))
                                        .render(name, whole.getSpec(), specs.bases(), Set.of()),
                                nodes)));
    }

    private static RenderResult result(String name, long generation, Rendering rendering, NodeSelector nodes) {
        return switch (rendering) {
            case Rendering.Rendered rendered ->
                RenderResult.ofProfile(
                        Rendition.ofProfile(
                                        name,
                                        generation,
                                        rendered.document(),
                                        rendered.variants(),
                                        rendered.minKernel())
                                .onNodes(nodes),
                        rendered.warnings(),
                        rendered.syscalls(),
                        rendered.restrictions());
            case Rendering.Refused refused -> RenderResult.refused(refused.findings());
        };
    }

    /** The status to write. */
    static SeccompProfileStatus status(Reconciliation<SeccompProfile, SeccompProfileStatus> one) {
        StatusFold fold = one.fold();
        return new SeccompProfileStatus(
                fold.generation(),
                Rendition.localhostProfile(one.name()),
                one.carried().sha256(),
                one.carried().variants(),
                one.carried().minKernel(),
                one.documents(),
                one.result().isRefused()
                        ? one.before().syscalls()
                        : one.result().syscalls(),
                fold.nodes(),
                one.stalePods(),
                fold.failures(),
                one.turn().status(),
                fold.warnings(),
                fold.warningCount(),
                fold.blocks(),
                fold.conditions());
    }
}
