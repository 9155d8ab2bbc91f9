package dev.portcullis.operator.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The operator's only way to write objects: server-side apply that takes conflicting fields back. */
public final class ServerSideApply {

    /** The field manager under which the operator owns fields. */
    public static final String FIELD_MANAGER = "portcullis-operator";

    private ServerSideApply() {}

    /** Applies the object and returns it as stored, including fields that others added. */
    public static <T extends HasMetadata> T apply(KubernetesClient client, T object) {
        return client.resource(object)
                .fieldManager(FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply();
    }
}
