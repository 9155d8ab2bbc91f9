package dev.portcullis.operator;

import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Digest;
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
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ConfigMap that carries an object's rendition: applied, watched, and kept in memory without its documents. */
final class RenditionConfigMap<P extends HasMetadata> extends CRUDKubernetesDependentResource<ConfigMap, P> {

    private static final String DIGEST_PREFIX = "sha256:";
    private static final String RENDITION = "rendition";

    private final Kind kind;
    private final String namespace;
    private final Rollouts rollouts;

    RenditionConfigMap(Kind kind, String namespace, Rollouts rollouts) {
        super(ConfigMap.class, "rendition");
        this.kind = kind;
        this.namespace = namespace;
        this.rollouts = rollouts;
        // The tombstone of an earlier object of this name may stand there.
        configureWith(new KubernetesDependentResourceConfigBuilder<ConfigMap>()
                .withCreateResourceOnlyIfNotExistingWithSSA(false)
                .build());
    }

    /** Brings the ConfigMap to what the rendition says and returns it as it is on the server. */
    ConfigMap apply(P object, Rendition rendition, Context<P> context) {
        context.managedWorkflowAndDependentResourceContext().put(RENDITION, rendition);
        return reconcile(object, context).getSingleResource().orElseThrow();
    }

    @Override
    protected ConfigMap desired(P object, Context<P> context) {
        return Carrier.of(rendition(context), namespace, rollouts.desired());
    }

    @Override
    protected ResourceID targetSecondaryResourceID(P object, Context<P> context) {
        return new ResourceID(kind.configMapName(object.getMetadata().getName()), namespace);
    }

    /** Equal bytes are equal, whatever generation they were first rendered from: nothing is written for a comment. */
    @Override
    public Matcher.Result<ConfigMap> match(ConfigMap actual, P object, Context<P> context) {
        Rendition wanted = rendition(context);
        return Matcher.Result.nonComputed(Carrier.promises(wanted).equals(Carrier.promises(actual))
                && wanted.digests().equals(digests(actual))
                && actual.hasOwnerReferenceFor(object));
    }

    /** Server-side apply leaves what others put there, and agents refuse a ConfigMap with strange keys. */
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
                .withItemStore(new TransformingItemStore<>(RenditionConfigMap::withoutDocuments));
    }

    private static ConfigMap withoutDocuments(ConfigMap configMap) {
        Map<String, String> digests = digests(configMap);
        digests.replaceAll((key, digest) -> DIGEST_PREFIX + digest);
        return new ConfigMapBuilder(configMap)
                .editMetadata()
                .withManagedFields(List.of())
                .endMetadata()
                .withData(digests)
                .build();
    }

    private static String digest(String value) {
        return value.startsWith(DIGEST_PREFIX) ? value.substring(DIGEST_PREFIX.length()) : Digest.sha256(value);
    }

    private static Map<String, String> digests(ConfigMap configMap) {
        Map<String, String> digests = new TreeMap<>(Carrier.data(configMap));
        digests.replaceAll((key, value) -> digest(value));
        return digests;
    }

    private static Rendition rendition(Context<?> context) {
        return context.managedWorkflowAndDependentResourceContext().getMandatory(RENDITION, Rendition.class);
    }
}
