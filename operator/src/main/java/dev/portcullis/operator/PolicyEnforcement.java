package dev.portcullis.operator;

import dev.portcullis.admission.Governance;
import dev.portcullis.admission.MutatingObjects;
import dev.portcullis.admission.Overlap;
import dev.portcullis.admission.Requirements;
import dev.portcullis.admission.ValidatingObjects;
import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.CapabilityPolicySpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Has the API server hold pods to policies. It follows the spec even while the seccomp profile cannot be rendered, so that
 * enforcement can always be turned off.
 *
 * @param admission where the admission policies are kept; empty where the operator is not to enforce anything
 * @param exemptNamespaces whose pods no policy governs
 */
record PolicyEnforcement(Optional<AdmissionObjects> admission, Set<String> exemptNamespaces) {

    List<EventSource<?, CapabilityPolicy>> eventSources(EventSourceContext<CapabilityPolicy> context) {
        return admission.map(objects -> objects.eventSources(context)).orElse(List.of());
    }

    /** Whether these are two policies that can both have something to say of one pod. */
    boolean meet(CapabilityPolicy one, CapabilityPolicy other) {
        return !one.getMetadata().getName().equals(other.getMetadata().getName())
                && !one.isMarkedForDeletion()
                && !other.isMarkedForDeletion()
                && one.getSpec().enforces()
                && other.getSpec().enforces()
                && Overlap.of(one.getSpec(), other.getSpec(), exemptNamespaces);
    }

    /** Has nothing enforced any more; says whether something still was. */
    boolean withdraw(CapabilityPolicy policy, Context<CapabilityPolicy> context) {
        boolean was = admission.map(objects -> objects.hasAny(policy)).orElse(false);
        admission.ifPresent(objects -> objects.apply(policy, List.of(), context));
        return was;
    }

    Enforced enforce(
            CapabilityPolicy policy, boolean available, List<String> overlaps, Context<CapabilityPolicy> context) {
        return admission
                .map(objects -> enforce(policy, objects, available, overlaps, context))
                .orElse(Enforced.DISABLED);
    }

    private Enforced enforce(
            CapabilityPolicy policy,
            AdmissionObjects objects,
            boolean available,
            List<String> overlaps,
            Context<CapabilityPolicy> context) {
        if (policy.isMarkedForDeletion()) {
            objects.apply(policy, List.of(), context);
            return Enforced.DELETED;
        }
        CapabilityPolicySpec spec = policy.getSpec();
        String broken = "";
        if (spec.enforces()) {
            try {
                objects.apply(policy, generated(policy, objects, available), context);
            } catch (IllegalArgumentException e) {
                broken = Objects.requireNonNullElse(e.getMessage(), "");
            }
        } else {
            objects.apply(policy, List.of(), context);
        }
        return Enforced.of(spec, broken, available, objects.areMutating(), overlaps);
    }

    private List<HasMetadata> generated(CapabilityPolicy policy, AdmissionObjects objects, boolean available) {
        String name = policy.getMetadata().getName();
        Requirements requirements = Requirements.of(name, policy.getSpec(), available);
        Governance governance =
                new Governance(name, policy.getSpec(), requirements, exemptNamespaces, objects.areMutating());
        List<HasMetadata> generated = new ArrayList<>();
        // First, so that pods that would be filled in are refused for as short a time as can be.
        if (objects.areMutating()) {
            MutatingObjects.policy(governance).ifPresent(generated::add);
            MutatingObjects.binding(governance).ifPresent(generated::add);
        }
        ValidatingObjects.policy(governance).ifPresent(generated::add);
        generated.addAll(ValidatingObjects.bindings(governance));
        return generated;
    }
}
