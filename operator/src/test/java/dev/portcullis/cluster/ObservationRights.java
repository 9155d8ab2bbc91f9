package dev.portcullis.cluster;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.NodeObservation;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.stream.Stream;

/** The rights of {@code config/observer} and its admission policy, without the observers themselves, while this is open. */
public final class ObservationRights implements AutoCloseable {

    private ObservationRights() {}

    /** Applies them, and waits until the API server holds observers to them. */
    public static ObservationRights grant() {
        kubectl("apply", "--server-side");
        awaitPolicy();
        return new ObservationRights();
    }

    @Override
    public void close() {
        kubectl("delete", "--ignore-not-found");
    }

    /** Asks as an observer whose token names no node, for what its rights allow and only the policy refuses. */
    private static void awaitPolicy() {
        Config observer = new ConfigBuilder(Cluster.shared().admin().getConfiguration())
                .withImpersonateUsername("system:serviceaccount:" + Cluster.NAMESPACE + ":portcullis-observer")
                .build();
        NodeObservation object = new NodeObservation();
        object.setMetadata(new ObjectMetaBuilder().withName("probe.its-node").build());
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(observer).build()) {
            await("the policy for observers").atMost(Deadline.STEP).untilAsserted(() -> assertThatExceptionOfType(
                            KubernetesClientException.class)
                    .isThrownBy(() -> client.resource(object).dryRun().create())
                    .withMessageContaining("the observer's token does not name its node"));
        }
    }

    private static void kubectl(String... verb) {
        String[] files = Stream.of(
                        "service-account",
                        "cluster-role",
                        "cluster-role-binding",
                        "operator-cluster-role",
                        "operator-cluster-role-binding",
                        "policy",
                        "binding")
                .flatMap(file -> Stream.of("-f", "config/observer/" + file + ".yaml"))
                .toArray(String[]::new);
        Cluster.shared()
                .kubectl(Stream.concat(Stream.of(verb), Stream.of(files)).toArray(String[]::new))
                .expectSuccess();
    }
}
