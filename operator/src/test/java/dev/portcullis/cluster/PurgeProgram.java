package dev.portcullis.cluster;

import dev.portcullis.machine.CheckReturnValue;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code portcullis purge} as the chart's Job runs it, with its own service account.
 *
 * @param kubeconfig of that account
 */
public record PurgeProgram(Path kubeconfig) {

    /** Makes the service account with the shipped rights. */
    public static PurgeProgram install(Path home) {
        Cluster cluster = Cluster.shared();
        for (String file : List.of("service-account", "cluster-role", "cluster-role-binding", "role", "role-binding")) {
            cluster.kubectl("apply", "-f", "config/purge/" + file + ".yaml").expectSuccess();
        }
        try {
            return new PurgeProgram(Files.writeString(
                    home.resolve("purge.kubeconfig"), cluster.serviceAccountKubeconfig("portcullis-purge")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end. */
    @CheckReturnValue
    public Shell.Ended run(String... options) {
        return Shell.run(
                Map.of("KUBECONFIG", kubeconfig.toString()),
                Stream.concat(Stream.of(Repository.EXECUTABLE.toString(), "purge"), Stream.of(options))
                        .toArray(String[]::new));
    }
}
