package dev.portcullis.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The objects of one of the components in {@code config}, as they are shipped; what it changes of a Deployment, a test says
 * by the operator's options.
 *
 * @param directory below {@code config}
 */
public record Component(String directory) implements AutoCloseable {

    /** Applies them. */
    public static Component apply(String directory) {
        Component component = new Component(directory);
        component.kubectl("apply", "--server-side");
        return component;
    }

    @Override
    public void close() {
        kubectl("delete", "--ignore-not-found");
    }

    private void kubectl(String... command) {
        List<String> args = new ArrayList<>();
        Collections.addAll(args, command);
        try (Stream<Path> files = Files.list(Cluster.ROOT.resolve("config").resolve(directory))) {
            files.map(Path::toString)
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .sorted()
                    .forEach(file -> Collections.addAll(args, "-f", file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Cluster.shared().kubectl(args.toArray(String[]::new)).expectSuccess();
    }
}
