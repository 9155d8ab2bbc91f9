package dev.portcullis.operator;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.CapabilityPolicyStatus;
import dev.portcullis.api.EffectiveCapabilities;
import dev.portcullis.capability.Capability;
import dev.portcullis.capability.ThreadCapabilities;
import dev.portcullis.operator.blocking.BlockSet;
import dev.portcullis.operator.blocking.BlockedObjects;
import dev.portcullis.operator.blocking.BlocksInForce;
import dev.portcullis.operator.client.ServerSideApply;
import dev.portcullis.operator.enforcement.Availability;
import dev.portcullis.operator.enforcement.Enforced;
import dev.portcullis.operator.enforcement.PolicyEnforcement;
import dev.portcullis.operator.reconciliation.CarriedDigests;
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
import dev.portcullis.policy.PolicyRenderer;
import dev.portcullis.policy.PolicyRendering;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.RenderedFile;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Restriction;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Renders a policy, hands the rendition to the agents, has the policy enforced, and reports all of it in status. */
@ControllerConfiguration(
        name = CapabilityPolicyReconciler.NAME,
        fieldManager = ServerSideApply.FIELD_MANAGER,
        finalizerName = Distribution.FINALIZER)
final class CapabilityPolicyReconciler implements Reconciler<CapabilityPolicy>, Cleaner<CapabilityPolicy> {

    static final String NAME = "capabilitypolicy";

    private static final int MAX_OVERLAPS = 10;

    private final PolicyRenderer renderer;
    private final NodePoolSwitch pools;
    private final ProfileGraph profiles;
    private final CeilingCheck ceiling;
    private final RenderResults results;
    private final BlocksInForce blocks;
    private final BlockedObjects covered;
    private final Distribution<CapabilityPolicy, CapabilityPolicyStatus> distribution;
    private final PolicyEnforcement enforcement;
    private final StuckReconciliations stuck;
    private final Clock clock;

    CapabilityPolicyReconciler(
            PolicyRenderer renderer,
            NodePoolSwitch pools,
            ProfileGraph profiles,
            CeilingCheck ceiling,
            RenderResults results,
            BlocksInForce blocks,
            BlockedObjects covered,
            Distribution<CapabilityPolicy, CapabilityPolicyStatus> distribution,
            PolicyEnforcement enforcement,
            StuckReconciliations stuck,
            Clock clock) {
        this.renderer = renderer;
        this.pools = pools;
        this.profiles = profiles;
        this.ceiling = ceiling;
        this.results = results;
        this.blocks = blocks;
        this.covered = covered;
        this.distribution = distribution;
        this.enforcement = enforcement;
        this.stuck = stuck;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, CapabilityPolicy>> prepareEventSources(EventSourceContext<CapabilityPolicy> context) {
        List<EventSource<?, CapabilityPolicy>> sources = new ArrayList<>(distribution.eventSources(context));
        sources.addAll(enforcement.eventSources(context));
        sources.add(new PolicyEventSource(context.getPrimaryCache(), profiles, ceiling, enforcement, results));
        sources.add(new BlocksEventSource<>(Kind.CAPABILITY_POLICY, context.getPrimaryCache(), blocks, covered));
        return sources;
    }

    @Override
    public UpdateControl<CapabilityPolicy> reconcile(CapabilityPolicy policy, Context<CapabilityPolicy> context) {
        try (StuckReconciliations.Running running = stuck.begin(distribution.subject(policy))) {
            List<String> overlaps = overlaps(policy, context);
            boolean everywhere = !policy.getSpec().hasNodeSelector();
            // Before any node may lose the file.
            if (!everywhere && !enforcement.sendsNoPods(policy, overlaps, context)) {
                return UpdateControl.<CapabilityPolicy>noUpdate().rescheduleAfter(Enforced.RETRY);
            }
            BlockSet inForce = blocks.on(distribution.subject(policy));
            Reconciliation<CapabilityPolicy, CapabilityPolicyStatus> one = distribution.reconcile(
                    policy, origin(policy), inForce, specs -> render(policy, specs, inForce.restriction()), context);
            // Enforcement follows the spec at once, however long the rendering of a large profile has to wait.
            Availability availability = Availability.of(
                    one.before().availableSince(),
                    one.before().waitingSince(),
                    one.seccompEverywhere() && everywhere,
                    one.progress(),
                    one.now());
            Enforced enforced = enforcement.enforce(policy, availability, overlaps, context);
            if (!one.isRendered()) {
                return distribution.waitForTurn();
            }
            UpdateControl<CapabilityPolicy> control =
                    distribution.publish(one, status(one, availability, overlaps, enforced), context);
            return again(enforced, availability)
                    .map(delay -> Distribution.sooner(control, delay))
                    .orElse(control);
        }
    }

    @Override
    public DeleteControl cleanup(CapabilityPolicy policy, Context<CapabilityPolicy> context) {
        return distribution.release(
                policy, context, () -> enforcement.withdraw(policy, context), () -> reconcile(policy, context));
    }

    /** The delay before the next look, even if nothing happens until then. */
    private Optional<Duration> again(Enforced enforced, Availability availability) {
        return enforced.failed() ? Optional.of(Enforced.RETRY) : availability.left(clock.instant());
    }

    private String origin(CapabilityPolicy policy) {
        String own = policy.getMetadata().getUid() + "/" + policy.getMetadata().getGeneration();
        return policy.getSpec().hasSeccompProfile()
                ? ceiling.origin(
                        distribution.subject(policy),
                        own + " "
                                + profiles.origin(
                                        Objects.requireNonNull(policy.getSpec().seccompProfile())))
                : own;
    }

    private Optional<RenderResult> render(
            CapabilityPolicy policy, RenderingLanes.Specs specs, Restriction restriction) {
        return Optional.of(
                pools.render(policy.getSpec().nodeSelector(), nodes -> render(policy, specs, restriction, nodes)));
    }

    private RenderResult render(
            CapabilityPolicy policy, RenderingLanes.Specs specs, Restriction restriction, NodeSelector nodes) {
        String name = policy.getMetadata().getName();
        return switch (renderer.restrictedBy(restriction)
                .within(ceiling.limit(distribution.subject(policy), specs.bases()))
                .render(name, policy.getSpec(), specs.bases())) {
            case PolicyRendering.Rendered rendered -> {
                Rendering.Rendered seccomp = rendered.seccomp();
                yield RenderResult.ofPolicy(
                        Rendition.ofPolicy(
                                        name,
                                        policy.getMetadata().getGeneration(),
                                        rendered.capabilities(),
                                        file(seccomp))
                                .onNodes(nodes),
                        Stream.concat(rendered.warnings().stream(), enforcement.remarks(policy).stream())
                                .toList(),
                        seccomp == null ? null : Integer.valueOf(seccomp.syscalls()),
                        effective(rendered.root()),
                        effective(rendered.nonRoot()),
                        seccomp == null ? Collections.emptySortedMap() : seccomp.restrictions());
            }
            case PolicyRendering.Refused refused -> RenderResult.refused(refused.findings());
        };
    }

    private static CapabilityPolicyStatus status(
            Reconciliation<CapabilityPolicy, CapabilityPolicyStatus> one,
            Availability availability,
            List<String> overlaps,
            Enforced enforced) {
        CapabilityPolicyStatus before = one.before();
        RenderResult result = one.result();
        CarriedDigests carried = one.carried();
        StatusFold fold = one.fold();
        List<Condition> conditions = new ArrayList<>(fold.conditions());
        conditions.add(
                one.conditions().holds(Enforced.CONDITION, enforced.holds(), enforced.reason(), enforced.message()));
        return new CapabilityPolicyStatus(
                fold.generation(),
                result.isRefused() ? before.root() : result.root(),
                result.isRefused() ? before.nonRoot() : result.nonRoot(),
                carried.capabilitiesSha256(),
                carried.hasSeccomp() ? Rendition.localhostProfile(Kind.CAPABILITY_POLICY, one.name()) : null,
                carried.sha256(),
                carried.variants(),
                carried.minKernel(),
                one.documents(),
                availability.since(),
                availability.waitingSince(),
                result.isRefused() ? before.syscalls() : result.syscalls(),
                fold.nodes(),
                one.stalePods(),
                fold.failures(),
                overlaps.isEmpty()
                        ? null
                        : overlaps.stream().limit(MAX_OVERLAPS).toList(),
                one.turn().status(),
                fold.warnings(),
                fold.warningCount(),
                fold.blocks(),
                conditions);
    }

    private static EffectiveCapabilities effective(ThreadCapabilities held) {
        return EffectiveCapabilities.of(
                held.effective().capabilities().stream()
                        .sorted()
                        .map(Capability::name)
                        .toList(),
                held.effective().hex(),
                held.bounding().hex());
    }

    private static @Nullable RenderedFile file(Rendering.@Nullable Rendered seccomp) {
        return seccomp == null
                ? null
                : RenderedFile.seccomp(seccomp.document(), seccomp.variants(), seccomp.minKernel());
    }

    private List<String> overlaps(CapabilityPolicy policy, Context<CapabilityPolicy> context) {
        return context.getPrimaryCache()
                .list(other -> enforcement.meet(policy, other))
                .map(other -> other.getMetadata().getName())
                .sorted()
                .toList();
    }
}
