package dev.portcullis.operator.enforcement;

import dev.portcullis.admission.BlockFilling;
import dev.portcullis.admission.ObservationFilling;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.operator.client.EventRecorder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Makes the API server fill pods in with an observation's file.
 *
 * @param admission where admission policies are kept; empty when the operator enforces nothing
 * @param exemptNamespaces the namespaces whose pods are left alone
 * @param observerNodes the labels of the nodes with observers; empty for all
 * @param events for news that people must hear at once
 */
public record ObservationEnforcement(
        Optional<AdmissionObjects<ProfileObservation>> admission,
        Set<String> exemptNamespaces,
        SortedMap<String, String> observerNodes,
        EventRecorder events) {

    /** Adds what is always exempt. */
    public ObservationEnforcement {
        exemptNamespaces = BlockFilling.exempt(exemptNamespaces);
    }

    public List<EventSource<?, ProfileObservation>> eventSources(EventSourceContext<ProfileObservation> context) {
        return admission.map(objects -> objects.eventSources(context)).orElse(List.of());
    }

    /** Stops filling pods in; returns whether any were until now. */
    public boolean withdraw(ProfileObservation observation, Context<ProfileObservation> context) {
        boolean was = admission.map(objects -> objects.hasAny(observation)).orElse(false);
        admission.ifPresent(objects -> objects.apply(observation, List.of(), context));
        return was;
    }

    /**
     * Fills pods in, or stops it.
     *
     * @return what hinders it; empty if nothing does
     */
    public Optional<Enforced> fill(ProfileObservation observation, boolean fills, Context<ProfileObservation> context) {
        if (admission.isEmpty()) {
            return fills ? Optional.of(Enforced.FILLS_NOTHING) : Optional.empty();
        }
        AdmissionObjects<ProfileObservation> objects = admission.get();
        boolean before = objects.hasBindings(observation);
        List<? extends HasMetadata> wanted =
                fills && objects.areMutating() ? filling(observation).objects() : List.of();
        try {
            String restored = String.join("; ", objects.apply(observation, wanted, context));
            if (!restored.isEmpty()) {
                events.warn(observation, AdmissionObjects.RESTORED, restored);
            }
        } catch (KubernetesClientException e) {
            Enforced refused = Enforced.notApplied(before, AdmissionObjects.words(e));
            events.warn(observation, refused.reason(), refused.message());
            return Optional.of(refused);
        }
        return fills && !objects.areMutating() ? Optional.of(Enforced.CANNOT_FILL) : Optional.empty();
    }

    private ObservationFilling filling(ProfileObservation observation) {
        ProfileObservationSpec spec = observation.getSpec();
        return new ObservationFilling(
                observation.getMetadata().getName(),
                spec.hasSeccompProfile() ? spec.seccompProfile() : null,
                Objects.requireNonNullElseGet(spec.podSelector(), LabelSelector::new),
                Objects.requireNonNullElseGet(spec.namespaceSelector(), LabelSelector::new),
                exemptNamespaces,
                observerNodes);
    }
}
