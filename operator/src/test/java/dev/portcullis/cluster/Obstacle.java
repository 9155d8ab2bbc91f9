package dev.portcullis.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * A directory in the place of an agent's file, which the agent cannot move aside either: it never writes that file.
 *
 * @param file the place
 */
public record Obstacle(Path file) {

    /** Puts it there. */
    public static Obstacle at(Path file) throws IOException {
        Files.createDirectories(file.resolve("inside"));
        for (int i : IntStream.rangeClosed(1, 9).toArray()) {
            Files.createFile(file.resolveSibling(file.getFileName() + ".foreign-" + i));
        }
        return new Obstacle(file);
    }

    /** Takes it away: the agent moves the directory aside, and writes the file. */
    public void remove() throws IOException {
        Files.delete(file.resolveSibling(file.getFileName() + ".foreign-1"));
    }
}
