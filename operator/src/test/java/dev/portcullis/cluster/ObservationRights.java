package dev.portcullis.cluster;

import java.util.stream.Stream;

/** The rights of {@code config/observer} and its admission policy, without the observers themselves, while this is open. */
public final class ObservationRights implements AutoCloseable {

    private ObservationRights() {}

    /** Applies them. */
    public static ObservationRights grant() {
        kubectl("apply", "--server-side");
        return new ObservationRights();
    }

    @Override
    public void close() {
        kubectl("delete", "--ignore-not-found");
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
