package dev.portcullis.operator.reconciliation;

import dev.portcullis.operator.client.JsonSieve;
import dev.portcullis.operator.client.SievedReads;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.dependent.Matcher;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResourceConfigBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The ConfigMap that carries an object's rendition: applied and watched. Reads have digests in place of documents. */
final class Carriers<P extends HasMetadata> extends CRUDKubernetesDependentResource<ConfigMap, P> {

    /** A ConfigMap can have 1 MiB. */
    private static final long PAGE = 50;

    private static final String DESIRED = "desired";

    private final Kind kind;
    private final String namespace;
    private final Rollouts rollouts;

    Carriers(Kind kind, String namespace, Rollouts rollouts) {
        super(ConfigMap.class, "rendition");
        this.kind = kind;
        this.namespace = namespace;
        this.rollouts = rollouts;
        // An earlier object of this name may have left its tombstone there.
        configureWith(new KubernetesDependentResourceConfigBuilder<ConfigMap>()
                .withCreateResourceOnlyIfNotExistingWithSSA(false)
                .build());
    }

    /** The ConfigMap of a rendition for every node. */
    ConfigMap of(Rendition rendition) {
        return Carrier.of(rendition, namespace, rollouts.desired());
    }

    /** Applies the ConfigMap and returns it as stored. */
    ConfigMap apply(P object, ConfigMap desired, Context<P> context) {
        context.managedWorkflowAndDependentResourceContext().put(DESIRED, desired);
        return reconcile(object, context).getSingleResource().orElseThrow();
    }

    /** The newest revision of all ConfigMaps of this kind, tombstones included; 0 without any. */
    long newestRevision() {
        return eventSource().stream()
                .flatMap(source -> source.list(any -> true))
                .mapToLong(Carrier::revision)
                .max()
                .orElse(0);
    }

    @Override
    protected ConfigMap desired(P object, Context<P> context) {
        return new ConfigMapBuilder(desired(context)).build();
    }

    @Override
    protected ResourceID targetSecondaryResourceID(P object, Context<P> context) {
        return new ResourceID(kind.configMapName(object.getMetadata().getName()), namespace);
    }

    /** Compares bytes, not generations: an edit of a comment writes nothing. */
    @Override
    public Matcher.Result<ConfigMap> match(ConfigMap actual, P object, Context<P> context) {
        return Matcher.Result.nonComputed(keeps(actual, Carrier.promises(desired(context)), object));
    }

    /** Returns whether the ConfigMap makes these promises, and keeps them. */
    private boolean keeps(ConfigMap actual, SortedMap<String, String> promises, P object) {
        return promises.equals(Carrier.promises(actual)) && isIntact(actual, object);
    }

    /** Returns whether the ConfigMap is the object's, and has just the documents that it promises. */
    boolean isIntact(ConfigMap actual, P object) {
        return digests(Carrier.promises(actual)).equals(Carrier.data(actual)) && actual.hasOwnerReferenceFor(object);
    }

    /** Server-side apply keeps keys that others added, and agents refuse a ConfigMap with unknown keys. */
    @Override
    public ConfigMap update(ConfigMap actual, ConfigMap desired, P object, Context<P> context) {
        ConfigMap applied = super.update(actual, desired, object, context);
        Optional<String> removal = ForeignKeys.removal(applied, desired(context));
        return removal.isEmpty()
                ? applied
                : context.getClient().resource(applied).patch(PatchContext.of(PatchType.JSON_MERGE), removal.get());
    }

    @Override
    protected InformerEventSourceConfiguration.Builder<ConfigMap> informerConfigurationBuilder(
            EventSourceContext<P> context) {
        return super.informerConfigurationBuilder(context)
                .withNamespaces(namespace)
                .withLabelSelector(Carrier.KIND_LABEL + "=" + kind.label())
                .withInformerListLimit(PAGE);
    }

    /** The data of a ConfigMap that keeps these promises, as {@link SievedReads} leaves it. */
    private static Map<String, String> digests(SortedMap<String, String> promises) {
        Map<String, String> digests = new TreeMap<>();
        promises.forEach((annotation, promise) -> {
            if (annotation.startsWith(Carrier.DIGEST_ANNOTATION_PREFIX)) {
                digests.put(
                        annotation.substring(Carrier.DIGEST_ANNOTATION_PREFIX.length()),
                        JsonSieve.DIGEST_PREFIX + promise);
            }
        });
        return digests;
    }

    private static ConfigMap desired(Context<?> context) {
        return context.managedWorkflowAndDependentResourceContext().getMandatory(DESIRED, ConfigMap.class);
    }
}
