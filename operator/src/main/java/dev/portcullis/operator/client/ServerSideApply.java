package dev.portcullis.operator.client;

import dev.portcullis.rendition.Tombstones;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Server-side apply that takes conflicting fields back: how the operator writes admission objects, Events and the file
 * list. JOSDK applies ConfigMaps and status alike, so that its caches hold what was written.
 */
public final class ServerSideApply {

    /** The field manager of all that the operator writes; tombstones replace ConfigMaps, so they share it. */
    public static final String FIELD_MANAGER = Tombstones.FIELD_MANAGER;

    private ServerSideApply() {}

    /** Applies the object and returns it as stored, including fields that others added. */
    public static <T extends HasMetadata> T apply(KubernetesClient client, T object) {
        return client.resource(object)
                .fieldManager(FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply();
    }
}
