package dev.portcullis.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationStatus;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** The ProfileObservations of a test. */
public record ProfileObservations(KubernetesClient client) {

    /** Applies one of this spec, in YAML, as people do. */
    public ProfileObservation apply(String name, String spec) {
        tryToApply(name, spec).expectSuccess();
        return get(name);
    }

    /** The same for one that the API server may refuse. */
    public Shell.Ended tryToApply(String name, String spec) {
        return Cluster.shared().apply("""
                apiVersion: portcullis.dev/v1
                kind: ProfileObservation
                metadata: {name: %s}
                spec: %s
                """.formatted(name, spec));
    }

    public ProfileObservation get(String name) {
        return client.resources(ProfileObservation.class).withName(name).require();
    }

    public void delete(String name) {
        client.resources(ProfileObservation.class).withName(name).delete();
    }

    public boolean exists(String name) {
        return client.resources(ProfileObservation.class).withName(name).get() != null;
    }

    /** Deletes all, and waits until they are gone. */
    public void deleteAll() {
        client.resources(ProfileObservation.class).delete();
        await("observations to go").atMost(Deadline.ROLLOUT).until(() -> client.resources(ProfileObservation.class)
                .list()
                .getItems()
                .isEmpty());
    }

    public ProfileObservationStatus status(String name) {
        return Optional.ofNullable(client.resources(ProfileObservation.class)
                        .withName(name)
                        .get())
                .map(ProfileObservation::getStatus)
                .orElse(ProfileObservationStatus.EMPTY);
    }

    public Condition condition(String name, String type) {
        return status(name).condition(type).orElseGet(Condition::new);
    }

    /** Waits until the condition {@code Observing} gives this reason for the newest spec. */
    public void awaitReason(String name, String reason) {
        await(name + " " + reason).atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(condition(name, "Observing"))
                .extracting(Condition::getReason, Condition::getObservedGeneration)
                .containsExactly(reason, get(name).getMetadata().getGeneration()));
    }
}
