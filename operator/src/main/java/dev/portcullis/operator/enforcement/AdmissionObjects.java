package dev.portcullis.operator.enforcement;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.operator.client.ServerSideApply;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The admission policies and bindings that a CapabilityPolicy owns: applied, watched, and removed when no longer wanted.
 */
public final class AdmissionObjects {

    private static final String GROUP_VERSION = "admissionregistration.k8s.io/v1";
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String MUTATING = "MutatingAdmissionPolicy";
    private static final String BINDING = "Binding";
    private static final String SELECTOR = "app.kubernetes.io/managed-by=portcullis";

    private final List<InformerEventSource<? extends HasMetadata, CapabilityPolicy>> sources =
            new CopyOnWriteArrayList<>();
    private final Map<String, Written> written = new ConcurrentHashMap<>();
    private final boolean mutating;

    private AdmissionObjects(boolean mutating) {
        this.mutating = mutating;
    }

    /** The admission objects of this API server, which is asked whether it has MutatingAdmissionPolicies. */
    public static AdmissionObjects on(KubernetesClient client) {
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
            for (String kind : List.of(MUTATING, MUTATING + BINDING)) {
                sources.add(source(
                        InformerEventSourceConfiguration.from(
                                        new GroupVersionKind(GROUP, "v1", kind), CapabilityPolicy.class)
                                .withName(kind),
                        context));
            }
        }
        return List.copyOf(sources);
    }

    /**
     * Applies what is wanted, policies before their bindings, and removes everything that others added to their specs.
     * Returns what others had changed, as text.
     *
     * @throws KubernetesClientException if the API server refuses one of them; those before it are applied
     */
    List<String> apply(CapabilityPolicy policy, List<HasMetadata> wanted, Context<CapabilityPolicy> context) {
        KubernetesClient client = context.getClient();
        List<HasMetadata> actual = actual(policy);
        Set<String> kept = wanted.stream().map(AdmissionObjects::key).collect(Collectors.toSet());
        for (HasMetadata object : actual) {
            if (!kept.contains(key(object))) {
                client.resource(object).delete();
                written.remove(key(object));
            }
        }
        List<String> restored = new ArrayList<>();
        for (HasMetadata object : wanted) {
            object.addOwnerReference(policy);
            // The cache may not have seen an object that was just made.
            HasMetadata found = actual.stream()
                    .filter(a -> key(a).equals(key(object)))
                    .findFirst()
                    .orElseGet(() -> client.resource(object).get());
            Written last = Optional.ofNullable(written.get(key(object)))
                    .filter(one -> one.owner().equals(policy.getMetadata().getUid()))
                    .orElse(null);
            if (found != null && Written.is(object, found, last)) {
                continue;
            }
            if (found == null && last != null) {
                restored.add(key(object) + " was deleted, and is there again");
            } else if (found != null && !Written.managers(found).isEmpty()) {
                restored.add(key(object) + " was changed by " + String.join(", ", Written.managers(found))
                        + ", and is as this policy has it again");
            }
            written.put(key(object), write(object, client));
        }
        return restored;
    }

    /** Server-side apply keeps fields that others added, so the whole spec is replaced. */
    private static Written write(HasMetadata object, KubernetesClient client) {
        HasMetadata applied = ServerSideApply.apply(client, object);
        if (!Written.spec(applied).equals(Written.spec(object))) {
            ObjectNode replace =
                    JsonNodeFactory.instance.objectNode().put("op", "replace").put("path", "/spec");
            replace.set("value", Written.spec(object));
            PatchContext context = new PatchContext.Builder()
                    .withPatchType(PatchType.JSON)
                    .withFieldManager(ServerSideApply.FIELD_MANAGER)
                    .build();
            applied = client.resource(object).patch(context, "[" + replace + "]");
        }
        return Written.of(object, applied);
    }

    /** Returns whether the policy has any. */
    boolean hasAny(CapabilityPolicy policy) {
        return !actual(policy).isEmpty();
    }

    /** Returns whether the policy has any bindings, which put its policies in force. */
    boolean hasBindings(CapabilityPolicy policy) {
        return actual(policy).stream().anyMatch(object -> object.getKind().endsWith(BINDING));
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
