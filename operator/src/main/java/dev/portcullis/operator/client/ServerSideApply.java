package dev.portcullis.operator.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The one way in which the operator writes objects: by server-side apply, and over whoever changed its fields. */
public final class ServerSideApply {

    /** Under this name the operator owns fields of objects. */
    public static final String FIELD_MANAGER = "portcullis-operator";

    private ServerSideApply() {}

    /** Applies the object and returns it as the API server has it now, with fields that others added. */
    public static <T extends HasMetadata> T apply(KubernetesClient client, T object) {
        return client.resource(object)
                .fieldManager(FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply();
    }
}
