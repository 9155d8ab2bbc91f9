package dev.portcullis.agent;

import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Rendition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The directory that the agent owns, with {@link FilePath#SUBDIRECTORIES} in it. It is opened once and everything is done
 * relative to it without following links, so that nothing beside it is ever touched. Not for use by several threads.
 */
final class ProfileDirectory implements AutoCloseable {

    private final Path path;
    private final Map<String, Subdirectory> subdirectories = new TreeMap<>();
    private OpenDirectory directory;

    private ProfileDirectory(Path path, OpenDirectory directory) {
        this.path = path;
        this.directory = directory;
        FilePath.SUBDIRECTORIES.forEach(name -> subdirectories.put(name, new Subdirectory(name)));
    }

    /**
     * Opens {@code portcullis} below the seccomp root, made when missing, and clears it of temporary files.
     *
     * @throws IOException when it cannot be used, with a message that gives the reason
     */
    static ProfileDirectory open(Path seccompRoot) throws IOException {
        Path path = seccompRoot.resolve(Rendition.DIRECTORY);
        ProfileDirectory opened = new ProfileDirectory(path, OpenDirectory.open(path));
        try {
            removeTemporaries(opened.directory);
            opened.directory.requireWritable(path);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** The path, for messages and for watching; files are not opened through it. */
    Path path() {
        return path;
    }

    /** Compares a file with the contents that it should have. */
    FileOnDisk.State check(FileName name, String sha256) {
        try {
            return of(name).map(found -> found.file(name).check(sha256)).orElse(FileOnDisk.State.MISSING);
        } catch (IOException e) {
            return FileOnDisk.State.UNREADABLE;
        }
    }

    /** The digest of the file of this name, when there is one. */
    Optional<String> sha256(FileName name) {
        try {
            return of(name).flatMap(found -> found.file(name).sha256());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Puts a file into place, whole or not at all; {@link #sync} makes it survive a power cut.
     *
     * @param sha256 the digest of {@code contents}
     */
    void write(FileName name, byte[] contents, String sha256) throws IOException {
        String in = name.directory();
        (in.isEmpty() ? directory : subdirectory(in).made(directory, path)).write(name, contents, sha256);
    }

    /** Gives a file its mode back, leaving the contents. */
    void restoreMode(FileName name) throws IOException {
        Optional<OpenDirectory> found = of(name);
        if (found.isPresent()) {
            found.get().file(name).restoreMode();
        }
    }

    /** Removes the entry of this name; false when there was none. */
    boolean remove(FileName name) throws IOException {
        Optional<OpenDirectory> found = of(name);
        return found.isPresent() && found.get().remove(name.path());
    }

    /**
     * Makes all writes and removals in a directory before this survive a power cut.
     *
     * @param name one of {@link FilePath#SUBDIRECTORIES}; empty for the agent's own without these
     */
    void sync(String name) throws IOException {
        if (!name.isEmpty()) {
            subdirectory(name).sync();
        }
        // Also where a subdirectory was made.
        directory.sync();
    }

    /**
     * The names in a directory that an agent gives to files; clears temporary files.
     *
     * @param name as for {@link #sync}
     */
    List<FileName> tidied(String name) throws IOException {
        if (name.isEmpty()) {
            return tidied(directory, "");
        }
        Optional<OpenDirectory> found = subdirectory(name).inPlace(directory);
        return found.isPresent() ? tidied(found.get(), name + "/") : List.of();
    }

    /** Clears the place of a subdirectory of anything but a directory; true when something was there. */
    boolean clear(String name) throws IOException {
        return subdirectory(name).clear(directory);
    }

    /** Gives a subdirectory its owner and mode back, as far as the agent may. */
    DirectoryRights restoreRights(String name) throws IOException {
        return subdirectory(name).restoreRights(directory);
    }

    /** Gives the directory itself its owner and mode back, as far as the agent may. */
    DirectoryRights restoreRights() {
        return directory.restoreRights();
    }

    /** Opens the directory again when another one has taken its place; true when that was so. */
    boolean reopenIfReplaced() throws IOException {
        if (directory.isAt(path)) {
            return false;
        }
        OpenDirectory replacement = OpenDirectory.open(path);
        closeSubdirectories();
        directory.close();
        directory = replacement;
        return true;
    }

    @Override
    public void close() throws IOException {
        closeSubdirectories();
        directory.close();
    }

    private void closeSubdirectories() throws IOException {
        for (Subdirectory subdirectory : subdirectories.values()) {
            subdirectory.close();
        }
    }

    private Subdirectory subdirectory(String name) {
        return Objects.requireNonNull(subdirectories.get(name), name);
    }

    private static List<FileName> tidied(OpenDirectory directory, String start) throws IOException {
        removeTemporaries(directory);
        return directory.names().stream()
                .flatMap(name -> FileName.of(start + name).stream())
                .toList();
    }

    private static void removeTemporaries(OpenDirectory directory) throws IOException {
        for (String name : directory.names()) {
            Path path = Path.of(name);
            // Interrupted writes leave no directories.
            if (FileName.isTemporary(name)
                    && directory
                            .find(path)
                            .filter(found -> !found.isDirectory())
                            .isPresent()) {
                directory.remove(path);
            }
        }
    }

    private Optional<OpenDirectory> of(FileName name) throws IOException {
        String in = name.directory();
        return in.isEmpty() ? Optional.of(directory) : subdirectory(in).inPlace(directory);
    }
}
