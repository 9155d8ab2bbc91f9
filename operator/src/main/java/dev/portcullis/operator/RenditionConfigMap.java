package dev.portcullis.operator;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.dependent.Matcher;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The ConfigMap that carries a profile's rendition: applied, watched, and kept in memory without its document. */
final class RenditionConfigMap extends CRUDKubernetesDependentResource<ConfigMap, SeccompProfile> {

    private static final String DIGEST_PREFIX = "sha256:";
    private static final String RENDITION = "rendition";

    private final String namespace;
    private final Rollouts rollouts;

    RenditionConfigMap(String namespace, Rollouts rollouts) {
        super(ConfigMap.class, "rendition");
        this.namespace = namespace;
        this.rollouts = rollouts;
    }

    /** Brings the ConfigMap to what the rendition says and returns it as it is on the server. */
    ConfigMap apply(SeccompProfile profile, String document, Context<SeccompProfile> context) {
        Rendition rendition = new Rendition(
                Kind.SECCOMP_PROFILE,
                profile.getMetadata().getName(),
                profile.getMetadata().getGeneration(),
                document);
        context.managedWorkflowAndDependentResourceContext().put(RENDITION, rendition);
        return reconcile(profile, context).getSingleResource().orElseThrow();
    }

    @Override
    protected ConfigMap desired(SeccompProfile profile, Context<SeccompProfile> context) {
        return rendition(context).toConfigMap(namespace, rollouts.desired());
    }

    @Override
    protected ResourceID targetSecondaryResourceID(SeccompProfile profile, Context<SeccompProfile> context) {
        return new ResourceID(
                Kind.SECCOMP_PROFILE.configMapName(profile.getMetadata().getName()), namespace);
    }

    /** Equal bytes are equal, whatever generation they were first rendered from: nothing is written for a comment. */
    @Override
    public Matcher.Result<ConfigMap> match(ConfigMap actual, SeccompProfile profile, Context<SeccompProfile> context) {
        String wanted = rendition(context).sha256();
        return Matcher.Result.nonComputed(wanted.equals(Rendition.promisedDigest(actual))
                && wanted.equals(digest(data(actual).getOrDefault(Rendition.DOCUMENT_KEY, "")))
                && actual.hasOwnerReferenceFor(profile));
    }

    @Override
    protected InformerEventSourceConfiguration.Builder<ConfigMap> informerConfigurationBuilder(
            EventSourceContext<SeccompProfile> context) {
        return super.informerConfigurationBuilder(context)
                .withNamespaces(namespace)
                .withLabelSelector(Rendition.KIND_LABEL + "=" + Kind.SECCOMP_PROFILE.label())
                .withItemStore(new TransformingItemStore<>(RenditionConfigMap::withoutDocuments));
    }

    private static ConfigMap withoutDocuments(ConfigMap configMap) {
        Map<String, String> digests = new HashMap<>();
        data(configMap).forEach((key, value) -> digests.put(key, DIGEST_PREFIX + digest(value)));
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

    private static Map<String, String> data(ConfigMap configMap) {
        return Objects.requireNonNullElse(configMap.getData(), Map.of());
    }

    private static Rendition rendition(Context<SeccompProfile> context) {
        return context.managedWorkflowAndDependentResourceContext().getMandatory(RENDITION, Rendition.class);
    }
}
