package dev.portcullis.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Profiles as others write them. The folders are those of the system property {@code corpus}, separated by colons; without
 * it, what Debian's packages hold and fixtures of every shape.
 */
public final class Corpus {

    private static final String FOLDERS = "src/test/resources/corpus:/usr/share/containers";

    private Corpus() {}

    public static List<Path> files() {
        List<Path> files = Stream.of(System.getProperty("corpus", FOLDERS).split(":", 0))
                .map(Path::of)
                .filter(Files::isDirectory)
                .flatMap(Corpus::profiles)
                .sorted()
                .toList();
        if (files.isEmpty()) {
            throw new IllegalStateException("there is no profile in the folders of the system property corpus");
        }
        return files;
    }

    private static Stream<Path> profiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
