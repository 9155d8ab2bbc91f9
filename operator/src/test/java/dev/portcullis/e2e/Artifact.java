package dev.portcullis.e2e;

import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that {@code make image} made. */
final class Artifact {

    private static final Path DIRECTORY = Repository.ROOT.resolve("operator/target/image");

    private Artifact() {}

    /** This machine's image, an OCI archive. */
    static Path image() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            List<Path> images = files.filter(file -> file.toString().endsWith(architecture() + ".oci.tar"))
                    .toList();
            if (images.size() != 1) {
                throw new AssertionError("there should be one image: make image. There are: " + images);
            }
            return images.getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(DIRECTORY + " is not there: make image", e);
        }
    }

    /** This machine's, as images name it. */
    static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }
}
