package dev.portcullis.operator.client;

import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.MalformedRenditionException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Reads the ConfigMaps of renditions with their documents, which all other reads leave out ({@link SievedReads}). */
public final class WholeCarriers {

    private final KubernetesClient client;
    private final UnsievedReads reads;
    private final String namespace;

    /** Reads in this namespace. */
    public WholeCarriers(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
        this.reads = new UnsievedReads(client);
    }

    /**
     * The ConfigMap of this name, with documents that have the digests promised; empty when there is none.
     *
     * @throws MalformedRenditionException when a document is not the one promised
     * @throws KubernetesClientException when the API server does not return it
     */
    public Optional<ConfigMap> read(String name) {
        return reads.find(
                "api/v1/namespaces/" + namespace + "/configmaps/" + name,
                "ConfigMap " + name,
                body -> kept(client.getKubernetesSerialization().unmarshal(body, ConfigMap.class)));
    }

    private static ConfigMap kept(ConfigMap carrier) {
        Carrier.data(carrier).forEach((key, document) -> {
            if (!Carrier.promisedDigest(carrier, key).equals(Digest.sha256(document))) {
                throw new MalformedRenditionException(
                        carrier.getMetadata().getName() + ": " + key + " is not the document promised");
            }
        });
        return carrier;
    }
}
