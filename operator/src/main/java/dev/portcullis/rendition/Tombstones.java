package dev.portcullis.rendition;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The tombstones in the cluster.
 *
 * @param client reads and writes them
 * @param namespace where the renditions' ConfigMaps are
 */
public record Tombstones(KubernetesClient client, String namespace) {

    /** The field manager of renditions too, so that each of the two replaces the other. */
    public static final String FIELD_MANAGER = "portcullis-operator";

    /** No object is so old: with it the API server creates the ConfigMap, and refuses if one exists by now. */
    private static final String NONE_YET = "1";

    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FIELD_MANAGER)
            .withForce(true)
            .build();

    /** Removes what server-side apply keeps of others: with any of it the ConfigMap would be no tombstone. */
    private static final String EMPTIED = "{\"metadata\":{\"ownerReferences\":null},\"data\":null,\"binaryData\":null}";

    /**
     * Turns an object's ConfigMap into a tombstone, or creates one if the ConfigMap is gone. Leaves the ConfigMap of a
     * later object of the same name alone.
     *
     * @param uid the object's UID, or {@link Tombstone#ORPHAN}
     * @param nodes the number of nodes: agents spread their reports accordingly
     * @return the tombstone; empty when a later object has the place
     * @throws KubernetesClientException with code 409 when somebody changed the ConfigMap meanwhile: try again
     */
    public Optional<ConfigMap> raise(Subject object, String uid, long nodes) {
        ConfigMap found = named(object.kind().configMapName(object.name())).get();
        if (found != null && Tombstone.isOfAnother(found, uid)) {
            return Optional.empty();
        }
        if (found != null && Tombstone.isFor(found, uid)) {
            return Optional.of(found);
        }
        ConfigMap stone = Tombstone.of(object, namespace, uid, nodes, Instant.now());
        stone.getMetadata()
                .setResourceVersion(
                        found == null ? NONE_YET : found.getMetadata().getResourceVersion());
        ConfigMap applied = client.resource(stone).patch(APPLY);
        boolean clean = Tombstone.is(applied)
                && applied.getMetadata().getOwnerReferences().isEmpty();
        return Optional.of(
                clean ? applied : client.resource(applied).patch(PatchContext.of(PatchType.JSON_MERGE), EMPTIED));
    }

    /** The existing tombstones. */
    public List<ConfigMap> list() {
        return client
                .configMaps()
                .inNamespace(namespace)
                .withLabel(Tombstone.LABEL, Tombstone.MARKED)
                .list()
                .getItems()
                .stream()
                .filter(Tombstone::is)
                .toList();
    }

    /** Removes a tombstone, unless the ConfigMap has changed since this revision. */
    public void remove(String name, long revision) {
        ConfigMap stone = new ConfigMap();
        stone.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        try {
            client.resource(stone).lockResourceVersion(Long.toString(revision)).delete();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    private Resource<ConfigMap> named(String name) {
        return client.configMaps().inNamespace(namespace).withName(name);
    }
}
