package dev.portcullis.operator.enforcement;

import dev.portcullis.admission.EnforcementSettings;
import dev.portcullis.admission.Governance;
import dev.portcullis.admission.MutatingObjects;
import dev.portcullis.admission.Reach;
import dev.portcullis.admission.Remarks;
import dev.portcullis.admission.Requirements;
import dev.portcullis.admission.ValidatingObjects;
import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.operator.client.EventRecorder;
import dev.portcullis.seccomp.Finding;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes the API server hold pods to policies. Enforcement follows the spec even while the seccomp profile cannot be
 * rendered, so that it can always be turned off.
 *
 * @param admission where admission policies are kept; empty when the operator enforces nothing
 * @param settings the operator's settings for enforcement
 * @param events for news that people must hear at once
 */
public record PolicyEnforcement(
        Optional<AdmissionObjects<CapabilityPolicy>> admission, EnforcementSettings settings, EventRecorder events) {

    public List<EventSource<?, CapabilityPolicy>> eventSources(EventSourceContext<CapabilityPolicy> context) {
        return admission.map(objects -> objects.eventSources(context)).orElse(List.of());
    }

    /** The warnings about the enforcement of a policy whose capabilities are valid. */
    public List<Finding> remarks(CapabilityPolicy policy) {
        return admission.isPresent() && !policy.isMarkedForDeletion()
                ? Remarks.of(policy.getMetadata().getName(), policy.getSpec(), settings)
                : List.of();
    }

    /** Returns whether these are two policies that can both govern one pod. */
    public boolean meet(CapabilityPolicy one, CapabilityPolicy other) {
        return !one.getMetadata().getName().equals(other.getMetadata().getName())
                && !one.isMarkedForDeletion()
                && !other.isMarkedForDeletion()
                && one.getSpec().enforces()
                && other.getSpec().enforces()
                && reach(one).overlaps(reach(other));
    }

    private Reach reach(CapabilityPolicy policy) {
        return Reach.of(policy.getSpec(), settings.exemptNamespaces());
    }

    /** Removes all enforcement; returns whether there was any. */
    public boolean withdraw(CapabilityPolicy policy, Context<CapabilityPolicy> context) {
        boolean was = admission.map(objects -> objects.hasAny(policy)).orElse(false);
        admission.ifPresent(objects -> objects.apply(policy, List.of(), context));
        return was;
    }

    /**
     * Stops sending pods to the policy's seccomp file; returns false while an earlier version, which may send some, cannot be
     * replaced.
     */
    public boolean sendsNoPods(CapabilityPolicy policy, List<String> overlaps, Context<CapabilityPolicy> context) {
        boolean refused =
                enforce(policy, Availability.NO_FILE, overlaps, context).failed();
        return !refused || admission.map(objects -> !objects.hasAny(policy)).orElse(true);
    }

    public Enforced enforce(
            CapabilityPolicy policy,
            Availability availability,
            List<String> overlaps,
            Context<CapabilityPolicy> context) {
        return admission
                .map(objects -> enforce(policy, objects, availability, overlaps, context))
                .orElse(Enforced.DISABLED);
    }

    private Enforced enforce(
            CapabilityPolicy policy,
            AdmissionObjects<CapabilityPolicy> objects,
            Availability availability,
            List<String> overlaps,
            Context<CapabilityPolicy> context) {
        if (policy.isMarkedForDeletion()) {
            objects.apply(policy, List.of(), context);
            return Enforced.DELETED;
        }
        boolean before = objects.hasBindings(policy);
        Optional<Enforced> nothing;
        List<HasMetadata> wanted;
        try {
            nothing = Enforced.nothing(policy.getSpec(), settings.exemptNamespaces());
            wanted = nothing.isPresent() ? List.of() : generated(policy, objects, availability);
        } catch (IllegalArgumentException e) {
            return Enforced.notRendered(before, Objects.requireNonNullElse(e.getMessage(), ""));
        }
        try {
            String restored = String.join("; ", objects.apply(policy, wanted, context));
            if (!restored.isEmpty()) {
                events.warn(policy, AdmissionObjects.RESTORED, restored);
            }
        } catch (KubernetesClientException e) {
            Enforced refused = Enforced.notApplied(before, AdmissionObjects.words(e));
            if (refused.isNewsAfter(policy.getStatus())) {
                events.warn(policy, refused.reason(), refused.message());
            }
            return refused;
        }
        return nothing.orElseGet(() -> Enforced.of(
                policy.getSpec(), availability, objects.areMutating(), overlaps, settings.exemptNamespaces()));
    }

    private List<HasMetadata> generated(
            CapabilityPolicy policy, AdmissionObjects<CapabilityPolicy> objects, Availability availability) {
        List<HasMetadata> generated = new ArrayList<>();
        // First, so that the time in which pods are refused instead of filled in is short.
        if (objects.areMutating()) {
            Governance filling = governance(policy, objects, availability.available());
            MutatingObjects.policy(filling).ifPresent(generated::add);
            MutatingObjects.binding(filling).ifPresent(generated::add);
        }
        Governance validating = governance(
                policy, objects, availability.holds(policy.getSpec().enforced().mutates() && objects.areMutating()));
        ValidatingObjects.policy(validating).ifPresent(generated::add);
        generated.addAll(ValidatingObjects.bindings(validating));
        return generated;
    }

    private Governance governance(
            CapabilityPolicy policy, AdmissionObjects<CapabilityPolicy> objects, boolean available) {
        String name = policy.getMetadata().getName();
        Requirements requirements = Requirements.of(name, policy.getSpec(), available, settings.fillable());
        return new Governance(name, policy.getSpec(), requirements, settings.exemptNamespaces(), objects.areMutating());
    }
}
