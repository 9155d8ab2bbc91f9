package dev.portcullis.purge;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.RenditionStatus;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The objects in the cluster that files are rendered from. */
final class SourceObjects {

    private final KubernetesClient client;

    SourceObjects(KubernetesClient client) {
        this.client = client;
    }

    /** Every profile, then every policy, block and observation, each by name; none of a kind that the API server does not have. */
    List<Subject> all() {
        List<Subject> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            try {
                new ObjectNames(client, type(kind)).all().forEach(name -> all.add(new Subject(kind, name)));
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                    throw e;
                }
            }
        }
        return all;
    }

    /** Returns whether the object exists; false when the API server does not have its kind. */
    boolean exists(Subject object) {
        return client.resources(type(object.kind())).withName(object.name()).get() != null;
    }

    /** Deletes it; the operator lets it go when no pod uses its file. */
    void delete(Subject object) {
        client.resources(type(object.kind())).withName(object.name()).delete();
    }

    /** Returns whether it is gone within this time. */
    boolean awaitGone(Subject object, Duration time) {
        try {
            client.resources(type(object.kind()))
                    .withName(object.name())
                    .waitUntilCondition(Objects::isNull, Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
            return true;
        } catch (KubernetesClientTimeoutException e) {
            return false;
        }
    }

    /** The operator's reason for keeping it, if any. */
    Optional<String> held(Subject object) {
        return Optional.ofNullable(client.resources(type(object.kind()))
                        .withName(object.name())
                        .get())
                .map(found -> (RenditionStatus) found.getStatus())
                .flatMap(status -> status.condition("InUse"))
                .map(Condition::getMessage);
    }

    private static Class<? extends CustomResource<?, ? extends RenditionStatus>> type(Kind kind) {
        return switch (kind) {
            case SECCOMP_PROFILE -> SeccompProfile.class;
            case CAPABILITY_POLICY -> CapabilityPolicy.class;
            case SYSCALL_BLOCK -> SyscallBlock.class;
            case PROFILE_OBSERVATION -> ProfileObservation.class;
        };
    }
}
