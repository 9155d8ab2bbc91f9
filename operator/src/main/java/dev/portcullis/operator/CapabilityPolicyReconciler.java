package dev.portcullis.operator;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.CapabilityPolicyStatus;
import dev.portcullis.operator.client.ServerSideApply;
import dev.portcullis.operator.enforcement.Availability;
import dev.portcullis.operator.enforcement.Enforced;
import dev.portcullis.operator.enforcement.PolicyEnforcement;
import dev.portcullis.operator.reconciliation.Delivery;
import dev.portcullis.operator.reconciliation.Distribution;
import dev.portcullis.operator.reconciliation.StatusConditions;
import dev.portcullis.operator.reconciliation.StatusFold;
import dev.portcullis.operator.reconciliation.StuckReconciliations;
import dev.portcullis.operator.rendering.ProfileGraph;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.rendering.RenderingLanes;
import dev.portcullis.policy.PolicyRenderer;
import dev.portcullis.policy.PolicyRendering;
import dev.portcullis.rendition.RenderedFile;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Rendering;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Renders a policy, hands the rendition over to the agents, has it enforced, and says in status how all that stands. */
@ControllerConfiguration(
        name = CapabilityPolicyReconciler.NAME,
        fieldManager = ServerSideApply.FIELD_MANAGER,
        finalizerName = Distribution.FINALIZER)
final class CapabilityPolicyReconciler implements Reconciler<CapabilityPolicy>, Cleaner<CapabilityPolicy> {

    static final String NAME = "capabilitypolicy";

    /** How long after the API server refused admission policies they are tried again. */
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final PolicyRenderer renderer;
    private final ProfileGraph profiles;
    private final Renderings<PolicyOutcome> renderings;
    private final Distribution<CapabilityPolicy, CapabilityPolicyStatus> distribution;
    private final PolicyEnforcement enforcement;
    private final StuckReconciliations stuck;
    private final Clock clock;

    CapabilityPolicyReconciler(
            PolicyRenderer renderer,
            ProfileGraph profiles,
            Renderings<PolicyOutcome> renderings,
            Distribution<CapabilityPolicy, CapabilityPolicyStatus> distribution,
            PolicyEnforcement enforcement,
            StuckReconciliations stuck,
            Clock clock) {
        this.renderer = renderer;
        this.profiles = profiles;
        this.renderings = renderings;
        this.distribution = distribution;
        this.enforcement = enforcement;
        this.stuck = stuck;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, CapabilityPolicy>> prepareEventSources(EventSourceContext<CapabilityPolicy> context) {
        List<EventSource<?, CapabilityPolicy>> sources = new ArrayList<>(distribution.eventSources(context));
        sources.addAll(enforcement.eventSources(context));
        sources.add(new PolicyEventSource(context.getPrimaryCache(), profiles, enforcement, renderings));
        return sources;
    }

    @Override
    public UpdateControl<CapabilityPolicy> reconcile(CapabilityPolicy policy, Context<CapabilityPolicy> context) {
        try (StuckReconciliations.Running running = stuck.begin(distribution.subject(policy))) {
            return renderings
                    .of(
                            policy.getMetadata().getName(),
                            origin(policy),
                            made -> distribution.standing(policy, made.outcome(), context),
                            specs -> hand(policy, specs, context))
                    .map(handed -> publish(policy, handed, context))
                    .orElseGet(() -> waitForTurn(policy, context));
        }
    }

    /** What is enforced follows the spec at once, however long the rendering of a large profile has to wait. */
    private UpdateControl<CapabilityPolicy> waitForTurn(CapabilityPolicy policy, Context<CapabilityPolicy> context) {
        CapabilityPolicyStatus before = Objects.requireNonNullElse(policy.getStatus(), CapabilityPolicyStatus.EMPTY);
        Delivery delivery = distribution.delivered(policy, context);
        Availability availability =
                Availability.of(before, delivery.carried().hasSeccomp(), delivery.progress(), clock.instant());
        enforcement.enforce(policy, availability, overlaps(policy, context), context);
        return UpdateControl.<CapabilityPolicy>noUpdate().rescheduleAfter(Renderings.UNCALLED);
    }

    private UpdateControl<CapabilityPolicy> publish(
            CapabilityPolicy policy, Handed<PolicyOutcome> handed, Context<CapabilityPolicy> context) {
        String name = policy.getMetadata().getName();
        CapabilityPolicyStatus before = Objects.requireNonNullElse(policy.getStatus(), CapabilityPolicyStatus.EMPTY);
        RenderResult outcome = handed.made().outcome();
        Delivery delivery = handed.delivery();
        Availability availability =
                Availability.of(before, delivery.carried().hasSeccomp(), delivery.progress(), clock.instant());
        List<String> overlaps = overlaps(policy, context);
        Enforced enforced = enforcement.enforce(policy, availability, overlaps, context);
        Condition condition = new StatusConditions(before, policy.getMetadata().getGeneration(), clock.instant())
                .holds(Enforced.CONDITION, enforced.holds(), enforced.reason(), enforced.message());
        StatusFold fold = distribution.fold(policy, before, outcome, delivery);
        CapabilityPolicyStatus status =
                PolicyStatus.of(name, before, fold, handed.made().held(), delivery, availability, overlaps, condition);
        UpdateControl<CapabilityPolicy> control = distribution.publish(policy, status, outcome, delivery, context);
        return again(enforced, availability)
                .map(delay -> sooner(control, delay))
                .orElse(control);
    }

    @Override
    public DeleteControl cleanup(CapabilityPolicy policy, Context<CapabilityPolicy> context) {
        return distribution.release(
                policy, context, () -> enforcement.withdraw(policy, context), () -> reconcile(policy, context));
    }

    /** When to look again, although nothing may have happened until then. */
    private Optional<Duration> again(Enforced enforced, Availability availability) {
        return enforced.failed() ? Optional.of(RETRY) : availability.left(clock.instant());
    }

    private static UpdateControl<CapabilityPolicy> sooner(UpdateControl<CapabilityPolicy> control, Duration delay) {
        long millis = Math.max(1, delay.toMillis());
        return control.rescheduleAfter(
                Math.min(millis, control.getScheduleDelay().orElse(millis)));
    }

    private String origin(CapabilityPolicy policy) {
        String own = policy.getMetadata().getUid() + "/" + policy.getMetadata().getGeneration();
        return policy.getSpec().hasSeccompProfile()
                ? own + " "
                        + profiles.origin(
                                Objects.requireNonNull(policy.getSpec().seccompProfile()))
                : own;
    }

    private Optional<Handed<PolicyOutcome>> hand(
            CapabilityPolicy policy, RenderingLanes.Specs specs, Context<CapabilityPolicy> context) {
        PolicyRendering rendering = renderer.render(policy.getMetadata().getName(), policy.getSpec(), specs.bases());
        return switch (rendering) {
            case PolicyRendering.Rendered rendered -> {
                Rendition rendition = Rendition.ofPolicy(
                        policy.getMetadata().getName(),
                        policy.getMetadata().getGeneration(),
                        rendered.capabilities(),
                        file(rendered.seccomp()));
                RenderResult outcome = RenderResult.rendered(
                        rendition,
                        Stream.concat(rendered.warnings().stream(), enforcement.remarks(policy).stream())
                                .toList());
                yield Optional.of(new Handed<>(
                        new PolicyOutcome(outcome, held(rendered)), distribution.deliver(policy, rendition, context)));
            }
            case PolicyRendering.Refused refused -> {
                RenderResult outcome = RenderResult.refused(refused.findings());
                yield distribution
                        .standing(policy, outcome, context)
                        .map(delivery -> new Handed<>(new PolicyOutcome(outcome, null), delivery));
            }
        };
    }

    private static PolicyOutcome.Held held(PolicyRendering.Rendered rendered) {
        Rendering.Rendered seccomp = rendered.seccomp();
        return new PolicyOutcome.Held(
                rendered.root(), rendered.nonRoot(), seccomp == null ? null : Integer.valueOf(seccomp.syscalls()));
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
