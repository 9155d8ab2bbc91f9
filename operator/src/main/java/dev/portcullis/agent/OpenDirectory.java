package dev.portcullis.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A directory held open: all is done relative to it, wherever it is moved, and without following links. */
final class OpenDirectory implements AutoCloseable {

    static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwxr-xr-x");

    private static final Path SELF = Path.of(".");

    private final SecureDirectoryStream<Path> stream;
    private final UserPrincipal self;
    private boolean changed;

    /**
     * Takes over an open directory.
     *
     * @param self whom it and its files should belong to: the agent's own user
     */
    OpenDirectory(SecureDirectoryStream<Path> stream, UserPrincipal self) {
        this.stream = stream;
        this.self = self;
    }

    SecureDirectoryStream<Path> stream() {
        return stream;
    }

    /** Compares a file with what should be there. */
    FileCheck check(FileName name, String sha256) {
        return new FileOnDisk(stream, name.path()).check(sha256, self);
    }

    /** The digest of what bears this name, when that is a file. */
    Optional<String> sha256(FileName name) {
        return new FileOnDisk(stream, name.path()).sha256();
    }

    /** Puts a file into place, whole or not at all; {@link #sync} makes it survive a power cut. */
    void write(FileName name, byte[] contents, String sha256) throws IOException {
        changed = true;
        new AtomicWrite(stream, name).write(contents);
        if (check(name, sha256) != FileCheck.GOOD) {
            throw new IOException(name.value() + ": what was read back is not what was written");
        }
    }

    /** Gives a file its mode back, leaving the contents. */
    void restoreMode(FileName name) throws IOException {
        new FileOnDisk(stream, name.path()).restoreMode();
    }

    /** Removes what bears this name; false when there was nothing. A directory with anything in it is moved aside. */
    boolean remove(Path name) throws IOException {
        Optional<PosixFileAttributes> found = find(name);
        if (found.isEmpty()) {
            return false;
        }
        changed = true;
        if (found.get().isDirectory()) {
            new ForeignEntry(stream, name).clearDirectory();
        } else {
            stream.deleteFile(name);
        }
        return true;
    }

    /** Gives way to a directory of this name: moves a file aside, removes a link; false when nothing was in the way. */
    boolean clearForDirectory(Path name) throws IOException {
        Optional<PosixFileAttributes> found = find(name).filter(entry -> !entry.isDirectory());
        if (found.isEmpty()) {
            return false;
        }
        changed = true;
        if (found.get().isRegularFile()) {
            new ForeignEntry(stream, name).moveAside();
        } else {
            stream.deleteFile(name);
        }
        return true;
    }

    /** Gives it the owner and the mode that it should have, as far as the agent may. */
    DirectoryRights restoreRights() {
        return DirectoryRights.restore(attributes(), self);
    }

    /** Makes all changes so far survive a power cut. */
    void sync() throws IOException {
        if (changed) {
            try (FileChannel self = (FileChannel) stream.newByteChannel(SELF, Set.of(StandardOpenOption.READ))) {
                self.force(true);
            }
            changed = false;
        }
    }

    /** Notes a change that was not made through this object. */
    void markChanged() {
        changed = true;
    }

    /** The names in it. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        // The open stream lists only once, hence a fresh one of the same directory.
        try (DirectoryStream<Path> listing = stream.newDirectoryStream(SELF, NOFOLLOW_LINKS)) {
            listing.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        return names;
    }

    /** What bears this name, if anything does. */
    Optional<PosixFileAttributes> find(Path name) throws IOException {
        try {
            return Optional.of(stream.getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS)
                    .readAttributes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The directory of this name. */
    OpenDirectory open(Path name) throws IOException {
        return new OpenDirectory(stream.newDirectoryStream(name, NOFOLLOW_LINKS), self);
    }

    private PosixFileAttributeView attributes() {
        return stream.getFileAttributeView(PosixFileAttributeView.class);
    }

    /** Returns whether this is the directory that these attributes were read from. */
    boolean is(BasicFileAttributes other) throws IOException {
        return Objects.equals(attributes().readAttributes().fileKey(), other.fileKey());
    }

    /** Returns whether this path leads to it, without a link at its end. */
    boolean isAt(Path path) throws IOException {
        try {
            return is(Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
