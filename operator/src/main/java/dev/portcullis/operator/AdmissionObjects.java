package dev.portcullis.operator;

import dev.portcullis.api.CapabilityPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The admission policies and bindings that a CapabilityPolicy owns: applied, watched, and removed when no longer wanted. */
final class AdmissionObjects {

    private static final String GROUP_VERSION = "admissionregistration.k8s.io/v1";
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String MUTATING = "MutatingAdmissionPolicy";
    private static final String SELECTOR = "app.kubernetes.io/managed-by=portcullis";

    private final List<InformerEventSource<? extends HasMetadata, CapabilityPolicy>> sources =
            new CopyOnWriteArrayList<>();
    private final boolean mutating;

    private AdmissionObjects(boolean mutating) {
        this.mutating = mutating;
    }

    /** Those of this API server, which is asked whether it has MutatingAdmissionPolicies. */
    static AdmissionObjects on(KubernetesClient client) {
        return new AdmissionObjects(Optional.ofNullable(client.getApiResources(GROUP_VERSION)).stream()
                .flatMap(list -> list.getResources().stream())
                .anyMatch(resource -> MUTATING.equals(resource.getKind())));
    }

    boolean areMutating() {
        return mutating;
    }

    List<EventSource<?, CapabilityPolicy>> eventSources(EventSourceContext<CapabilityPolicy> context) {
        sources.clear();
        sources.add(source(
                InformerEventSourceConfiguration.from(ValidatingAdmissionPolicy.class, CapabilityPolicy.class)
                        .withName("ValidatingAdmissionPolicy"),
                context));
        sources.add(source(
                InformerEventSourceConfiguration.from(ValidatingAdmissionPolicyBinding.class, CapabilityPolicy.class)
                        .withName("ValidatingAdmissionPolicyBinding"),
                context));
        if (mutating) {
            for (String kind : List.of(MUTATING, MUTATING + "Binding")) {
                sources.add(source(
                        InformerEventSourceConfiguration.from(
                                        new GroupVersionKind(GROUP, "v1", kind), CapabilityPolicy.class)
                                .withName(kind),
                        context));
            }
        }
        return List.copyOf(sources);
    }

    /** Brings the objects of this policy to what is wanted, policies before their bindings. */
    void apply(CapabilityPolicy policy, List<HasMetadata> wanted, Context<CapabilityPolicy> context) {
        List<HasMetadata> actual = actual(policy);
        Set<String> kept = wanted.stream().map(AdmissionObjects::key).collect(Collectors.toSet());
        for (HasMetadata object : actual) {
            if (!kept.contains(key(object))) {
                context.getClient().resource(object).delete();
            }
        }
        for (HasMetadata object : wanted) {
            object.addOwnerReference(policy);
            boolean matches = actual.stream()
                    .filter(a -> key(a).equals(key(object)))
                    .anyMatch(a -> SSABasedGenericKubernetesResourceMatcher.getInstance()
                            .matches(a, object, context));
            if (!matches) {
                context.getClient()
                        .resource(object)
                        .fieldManager(OperatorProcess.FIELD_MANAGER)
                        .forceConflicts()
                        .serverSideApply();
            }
        }
    }

    /** Whether any are known to be there. */
    boolean hasAny(CapabilityPolicy policy) {
        return !actual(policy).isEmpty();
    }

    private List<HasMetadata> actual(CapabilityPolicy policy) {
        List<HasMetadata> actual = new ArrayList<>();
        sources.forEach(source -> actual.addAll(source.getSecondaryResources(policy)));
        return actual;
    }

    private static String key(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getName();
    }

    private static <R extends HasMetadata> InformerEventSource<R, CapabilityPolicy> source(
            InformerEventSourceConfiguration.Builder<R> configuration, EventSourceContext<CapabilityPolicy> context) {
        return new InformerEventSource<>(
                configuration
                        .withLabelSelector(SELECTOR)
                        .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(CapabilityPolicy.class, true))
                        .build(),
                context);
    }
}
