package dev.portcullis.cluster;

import java.util.stream.Stream;

/** The rights of {@code config/node-pools}, while this is open. */
public final class NodePoolRights implements AutoCloseable {

    private NodePoolRights() {}

    /** Applies them. */
    public static NodePoolRights grant() {
        kubectl("apply", "--server-side");
        return new NodePoolRights();
    }

    @Override
    public void close() {
        kubectl("delete", "--ignore-not-found");
    }

    private static void kubectl(String... verb) {
        String[] files = Stream.of(
                        "cluster-role",
                        "cluster-role-binding",
                        "agent-cluster-role",
                        "agent-cluster-role-binding",
                        "policy",
                        "binding")
                .flatMap(file -> Stream.of("-f", "config/node-pools/" + file + ".yaml"))
                .toArray(String[]::new);
        Cluster.shared()
                .kubectl(Stream.concat(Stream.of(verb), Stream.of(files)).toArray(String[]::new))
                .expectSuccess();
    }
}
