package dev.portcullis.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A file of a profile as it is on a node's disk. Two that are equal are the same file, never written in between.
 *
 * @param inode its number in the file system: a replaced file has another
 * @param modified when it was last written, as the file system tells it
 * @param contents all of it
 */
record ProfileFile(Object inode, Object modified, String contents) {

    /** The files of profiles whose names begin so, by file name; those of policies have a directory of their own. */
    static Map<String, ProfileFile> all(Path directory, String prefix) {
        Map<String, ProfileFile> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(prefix)) {
                    found.put(name, read(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static ProfileFile read(Path file) throws IOException {
        return new ProfileFile(
                Files.getAttribute(file, "unix:ino"), Files.getLastModifiedTime(file), Files.readString(file));
    }
}
