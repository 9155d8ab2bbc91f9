package dev.portcullis.operator;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.CapabilityPolicyStatus;
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
        fieldManager = OperatorProcess.FIELD_MANAGER,
        finalizerName = Distribution.FINALIZER)
final class CapabilityPolicyReconciler implements Reconciler<CapabilityPolicy>, Cleaner<CapabilityPolicy> {

    static final String NAME = "capabilitypolicy";

    /** How long after the API server refused admission policies they are tried again. */
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final PolicyRenderer renderer;
    private final SeccompProfiles profiles;
    private final Distribution<CapabilityPolicy, CapabilityPolicyStatus> distribution;
    private final PolicyEnforcement enforcement;
    private final StuckReconciliations stuck;
    private final Clock clock;

    CapabilityPolicyReconciler(
            PolicyRenderer renderer,
            SeccompProfiles profiles,
            Distribution<CapabilityPolicy, CapabilityPolicyStatus> distribution,
            PolicyEnforcement enforcement,
            StuckReconciliations stuck,
            Clock clock) {
        this.renderer = renderer;
        this.profiles = profiles;
        this.distribution = distribution;
        this.enforcement = enforcement;
        this.stuck = stuck;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, CapabilityPolicy>> prepareEventSources(EventSourceContext<CapabilityPolicy> context) {
        List<EventSource<?, CapabilityPolicy>> sources = new ArrayList<>(distribution.eventSources(context));
        sources.addAll(enforcement.eventSources(context));
        sources.add(new PolicyEventSource(context.getPrimaryCache(), profiles, enforcement));
        return sources;
    }

    @Override
    public UpdateControl<CapabilityPolicy> reconcile(CapabilityPolicy policy, Context<CapabilityPolicy> context) {
        try (StuckReconciliations.Running running = stuck.begin(distribution.subject(policy))) {
            String name = policy.getMetadata().getName();
            CapabilityPolicyStatus before =
                    Objects.requireNonNullElse(policy.getStatus(), CapabilityPolicyStatus.EMPTY);
            PolicyRendering rendering = renderer.render(name, policy.getSpec(), profiles);
            Outcome outcome = outcome(policy, rendering);
            Delivery delivery = distribution.deliver(policy, outcome, context);
            Availability availability = Availability.of(before, delivery, clock.instant());
            List<String> overlaps = overlaps(policy, context);
            Enforced enforced = enforcement.enforce(policy, availability, overlaps, context);
            Condition condition = new Conditions(before, policy.getMetadata().getGeneration(), clock.instant())
                    .holds(Conditions.ENFORCED, enforced.holds(), enforced.reason(), enforced.message());
            StatusFold fold = distribution.fold(policy, before, outcome, delivery);
            CapabilityPolicyStatus status =
                    PolicyStatus.of(name, before, fold, rendering, delivery, availability, overlaps, condition);
            UpdateControl<CapabilityPolicy> control = distribution.publish(policy, status, outcome, delivery, context);
            return again(enforced, availability)
                    .map(delay -> sooner(control, delay))
                    .orElse(control);
        }
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

    private Outcome outcome(CapabilityPolicy policy, PolicyRendering rendering) {
        return switch (rendering) {
            case PolicyRendering.Rendered rendered ->
                Outcome.rendered(
                        Rendition.ofPolicy(
                                policy.getMetadata().getName(),
                                policy.getMetadata().getGeneration(),
                                rendered.capabilities(),
                                file(rendered.seccomp())),
                        Stream.concat(rendered.warnings().stream(), enforcement.remarks(policy).stream())
                                .toList());
            case PolicyRendering.Refused refused -> Outcome.refused(refused.findings());
        };
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
