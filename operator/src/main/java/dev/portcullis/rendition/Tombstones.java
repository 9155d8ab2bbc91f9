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
 * @param client asks the API server
 * @param namespace where the renditions' ConfigMaps are
 */
public record Tombstones(KubernetesClient client, String namespace) {

    /** The one under which renditions are applied too, so that each of them replaces what the other one said. */
    public static final String FIELD_MANAGER = "portcullis-operator";

    /** Only there is nothing so old: the API server then makes the object, and refuses if there is one by now. */
    private static final String NONE_YET = "1";

    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FIELD_MANAGER)
            .withForce(true)
            .build();

    /** Server-side apply leaves what others put there, and with any of it the ConfigMap would be no tombstone. */
    private static final String EMPTIED = "{\"metadata\":{\"ownerReferences\":null},\"data\":null,\"binaryData\":null}";

    /**
     * Turns an object's ConfigMap into a tombstone, or makes one where the ConfigMap is gone already; leaves alone what a
     * later object of the same name has there.
     *
     * @param uid the object's UID, or {@link Tombstone#ORPHAN}
     * @param nodes how many nodes there are: agents spread their reports accordingly
     * @return what stands there now; empty when the place is another's
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

    /** Those that stand now. */
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

    /** Takes one away, unless it is something else by now. */
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
