package dev.portcullis.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.portcullis.rendition.Rendition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The directory that the agent owns. It is opened once and everything is done relative to it without following links,
 * so that nothing beside it is ever touched. Not for use by several threads.
 */
final class ProfileDirectory implements AutoCloseable {

    private static final Path SELF = Path.of(".");

    private final Path path;
    private SecureDirectoryStream<Path> directory;

    private ProfileDirectory(Path path, SecureDirectoryStream<Path> directory) {
        this.path = path;
        this.directory = directory;
    }

    /**
     * Opens {@code portcullis} below the seccomp root, made when missing, and clears what interrupted writes left.
     *
     * @throws IOException when it cannot be used, with a message that says why
     */
    static ProfileDirectory open(Path seccompRoot) throws IOException {
        Path path = seccompRoot.resolve(Rendition.DIRECTORY);
        ProfileDirectory opened = new ProfileDirectory(path, DirectoryOpening.open(path));
        try {
            opened.removeTemporaries();
            DirectoryOpening.requireWritable(path, opened.directory);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** Where it is, for messages and for watching; files are not opened through it. */
    Path path() {
        return path;
    }

    /** Compares a file with what should be there. */
    FileCheck check(FileName name, String sha256) {
        return new FileOnDisk(directory, name.path()).check(sha256);
    }

    /** Puts a file into place, whole or not at all; {@link #sync} makes it survive a power cut. */
    void write(FileName name, byte[] contents, String sha256) throws IOException {
        new AtomicWrite(directory, name).write(contents, sha256);
        if (check(name, sha256) != FileCheck.GOOD) {
            throw new IOException(name.value() + ": what was read back is not what was written");
        }
    }

    /** Gives a file its mode back, leaving the contents. */
    void restoreMode(FileName name) throws IOException {
        new FileOnDisk(directory, name.path()).restoreMode();
    }

    /** Removes what bears this name; false when there was nothing. */
    boolean remove(FileName name) throws IOException {
        try {
            BasicFileAttributes found = directory
                    .getFileAttributeView(name.path(), BasicFileAttributeView.class, NOFOLLOW_LINKS)
                    .readAttributes();
            if (found.isDirectory()) {
                directory.deleteDirectory(name.path());
            } else {
                directory.deleteFile(name.path());
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Makes all writes and removals before this survive a power cut. */
    void sync() throws IOException {
        try (FileChannel self = (FileChannel) directory.newByteChannel(SELF, Set.of(StandardOpenOption.READ))) {
            self.force(true);
        }
    }

    /** The names in it that an agent gives to files. */
    List<FileName> files() throws IOException {
        return names().stream().flatMap(name -> FileName.of(name).stream()).toList();
    }

    /** Opens the directory again when another one has taken its place; true when that was so. */
    boolean reopenIfReplaced() throws IOException {
        if (isStillInPlace()) {
            return false;
        }
        SecureDirectoryStream<Path> replacement = DirectoryOpening.open(path);
        directory.close();
        directory = replacement;
        return true;
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }

    private boolean isStillInPlace() throws IOException {
        Object opened = directory
                .getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
        try {
            BasicFileAttributes inPlace = Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
            return Objects.equals(opened, inPlace.fileKey());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void removeTemporaries() throws IOException {
        for (String name : names()) {
            if (FileName.isTemporary(name)) {
                directory.deleteFile(Path.of(name));
            }
        }
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        // The open stream lists only once, hence a fresh one of the same directory.
        try (DirectoryStream<Path> listing = directory.newDirectoryStream(SELF, NOFOLLOW_LINKS)) {
            listing.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        return names;
    }
}
