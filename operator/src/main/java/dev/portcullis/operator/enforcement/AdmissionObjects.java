package dev.portcullis.operator.enforcement;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.SyscallBlock;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The admission policies and bindings that a CapabilityPolicy, SyscallBlock or ProfileObservation owns: applied, watched, and
 * removed when no longer wanted.
 */
public final class AdmissionObjects<P extends HasMetadata> {

    /** The reason of an Event about a change that was taken back. */
    static final String RESTORED = "Restored";

    private static final String GROUP_VERSION = "admissionregistration.k8s.io/v1";
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String MUTATING = "MutatingAdmissionPolicy";
    private static final String BINDING = "Binding";
    private static final String SELECTOR = "app.kubernetes.io/managed-by=portcullis";

    private final List<InformerEventSource<? extends HasMetadata, P>> sources = new CopyOnWriteArrayList<>();
    private final Map<String, Written> written = new ConcurrentHashMap<>();
    private final Class<P> owner;
    private final boolean validating;
    private final boolean mutating;

    private AdmissionObjects(Class<P> owner, boolean validating, boolean mutating) {
        this.owner = owner;
        this.validating = validating;
        this.mutating = mutating;
    }

    /** Those of CapabilityPolicies on this API server, which is asked whether it has MutatingAdmissionPolicies. */
    public static AdmissionObjects<CapabilityPolicy> ofPolicies(KubernetesClient client) {
        return new AdmissionObjects<>(CapabilityPolicy.class, true, fillsIn(client));
    }

    /** The same of SyscallBlocks, which only fill in. */
    public static AdmissionObjects<SyscallBlock> ofBlocks(KubernetesClient client) {
        return new AdmissionObjects<>(SyscallBlock.class, false, fillsIn(client));
    }

    /** The same of ProfileObservations. */
    public static AdmissionObjects<ProfileObservation> ofObservations(KubernetesClient client) {
        return new AdmissionObjects<>(ProfileObservation.class, false, fillsIn(client));
    }

    private static boolean fillsIn(KubernetesClient client) {
        return Optional.ofNullable(client.getApiResources(GROUP_VERSION)).stream()
                .flatMap(list -> list.getResources().stream())
                .anyMatch(resource -> MUTATING.equals(resource.getKind()));
    }

    boolean areMutating() {
        return mutating;
    }

    List<EventSource<?, P>> eventSources(EventSourceContext<P> context) {
        sources.clear();
        if (validating) {
            sources.add(source(
                    InformerEventSourceConfiguration.from(ValidatingAdmissionPolicy.class, owner)
                            .withName("ValidatingAdmissionPolicy"),
                    context));
            sources.add(source(
                    InformerEventSourceConfiguration.from(ValidatingAdmissionPolicyBinding.class, owner)
                            .withName("ValidatingAdmissionPolicyBinding"),
                    context));
        }
        if (mutating) {
            for (String kind : List.of(MUTATING, MUTATING + BINDING)) {
                sources.add(source(
                        InformerEventSourceConfiguration.from(new GroupVersionKind(GROUP, "v1", kind), owner)
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
    List<String> apply(P policy, List<? extends HasMetadata> wanted, Context<P> context) {
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
                        + ", and is again as it was made");
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

    /** Returns whether the object has any. */
    boolean hasAny(P policy) {
        return !actual(policy).isEmpty();
    }

    /** Returns whether the object has any bindings, which put its policies in force. */
    boolean hasBindings(P policy) {
        return actual(policy).stream().anyMatch(object -> object.getKind().endsWith(BINDING));
    }

    /** What the API server says of a refusal. */
    static String words(KubernetesClientException e) {
        String told = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
        return Objects.requireNonNullElse(told, "no reason is given");
    }

    private List<HasMetadata> actual(P policy) {
        List<HasMetadata> actual = new ArrayList<>();
        sources.forEach(source -> actual.addAll(source.getSecondaryResources(policy)));
        return actual;
    }

    private static String key(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getName();
    }

    private <R extends HasMetadata> InformerEventSource<R, P> source(
            InformerEventSourceConfiguration.Builder<R> configuration, EventSourceContext<P> context) {
        return new InformerEventSource<>(
                configuration
                        .withLabelSelector(SELECTOR)
                        .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(owner, true))
                        .build(),
                context);
    }
}
