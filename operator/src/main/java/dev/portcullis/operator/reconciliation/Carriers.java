package dev.portcullis.operator.reconciliation;

import dev.portcullis.operator.blocking.BlockMarks;
import dev.portcullis.operator.client.JsonSieve;
import dev.portcullis.operator.client.SievedReads;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.ConfigMap;
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

    private static final String RENDITION = "rendition";
    private static final String BLOCKS = "blocks";

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

    /**
     * Applies the rendition to the ConfigMap and returns it as stored.
     *
     * @param blocks the {@link BlockMarks} of new documents, as text
     */
    ConfigMap apply(P object, Rendition rendition, String blocks, Context<P> context) {
        context.managedWorkflowAndDependentResourceContext().put(BLOCKS, blocks);
        context.managedWorkflowAndDependentResourceContext().put(RENDITION, rendition);
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
        ConfigMap carrier = Carrier.of(rendition(context), namespace, rollouts.desired());
        String blocks = context.managedWorkflowAndDependentResourceContext().getMandatory(BLOCKS, String.class);
        if (!blocks.isEmpty()) {
            carrier.getMetadata().getAnnotations().put(BlockMarks.ANNOTATION, blocks);
        }
        return carrier;
    }

    @Override
    protected ResourceID targetSecondaryResourceID(P object, Context<P> context) {
        return new ResourceID(kind.configMapName(object.getMetadata().getName()), namespace);
    }

    /** Compares bytes, not generations: an edit of a comment writes nothing. */
    @Override
    public Matcher.Result<ConfigMap> match(ConfigMap actual, P object, Context<P> context) {
        return Matcher.Result.nonComputed(keeps(actual, Carrier.promises(rendition(context)), object));
    }

    /** Returns whether the ConfigMap is the object's, makes these promises, and has just the documents promised. */
    boolean keeps(ConfigMap actual, SortedMap<String, String> promises, P object) {
        return promises.equals(Carrier.promises(actual))
                && digests(promises).equals(Carrier.data(actual))
                && actual.hasOwnerReferenceFor(object);
    }

    /** Server-side apply keeps keys that others added, and agents refuse a ConfigMap with unknown keys. */
    @Override
    public ConfigMap update(ConfigMap actual, ConfigMap desired, P object, Context<P> context) {
        ConfigMap applied = super.update(actual, desired, object, context);
        Optional<String> removal = ForeignKeys.removal(applied, rendition(context));
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

    private static Rendition rendition(Context<?> context) {
        return context.managedWorkflowAndDependentResourceContext().getMandatory(RENDITION, Rendition.class);
    }
}
