package dev.portcullis.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
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

/** A directory held open: everything is done relative to it, wherever it is moved, and without following links. */
final class OpenDirectory implements AutoCloseable {

    static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwxr-xr-x");

    private static final Path SELF = Path.of(".");

    /** A file that belongs to the user that the agent runs as. */
    private static final Path PROCESS = Path.of("/proc/self");

    private final SecureDirectoryStream<Path> stream;
    private final UserPrincipal self;
    private boolean changed;

    /**
     * Takes over an open directory.
     *
     * @param self the agent's own user, to whom it and its files should belong
     */
    private OpenDirectory(SecureDirectoryStream<Path> stream, UserPrincipal self) {
        this.stream = stream;
        this.self = self;
    }

    /**
     * Opens the agent's directory, made when missing; it must not be a link.
     *
     * @throws IOException with a message that says what is in the way
     */
    static OpenDirectory open(Path path) throws IOException {
        Path root = Objects.requireNonNull(path.getParent());
        create(root, path);
        if (Files.isSymbolicLink(path)) {
            throw new IOException(path + " is a symbolic link; the agent follows none: replace it by a directory");
        }
        if (!Files.isDirectory(path, NOFOLLOW_LINKS)) {
            throw new IOException(path + " is not a directory: move it away");
        }
        try (DirectoryStream<Path> parent = Files.newDirectoryStream(root)) {
            if (!(parent instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException(root + ": this platform cannot work relative to an open directory");
            }
            return new OpenDirectory(
                    secure.newDirectoryStream(path.getFileName(), NOFOLLOW_LINKS), Files.getOwner(PROCESS));
        } catch (AccessDeniedException e) {
            throw new IOException(path + " cannot be opened: permission denied (--seccomp-root)", e);
        }
    }

    private static void create(Path root, Path path) throws IOException {
        try {
            Files.createDirectories(root);
            if (!Files.exists(path, NOFOLLOW_LINKS)) {
                Files.createDirectory(path);
                // Not as a creation attribute, which the umask would cut.
                Files.setPosixFilePermissions(path, MODE);
            }
        } catch (IOException e) {
            throw new IOException(
                    path + " cannot be made (--seccomp-root): "
                            + FailureReason.of(path.toString(), e, FailureReason.WRITE_FAILED)
                                    .message(),
                    e);
        }
    }

    /**
     * Fails when no file may be made; a full or read-only disk is left to be reported file by file.
     *
     * @param path its path, for the message
     */
    void requireWritable(Path path) throws IOException {
        Path probe = Path.of(FileName.PROBE);
        try {
            stream.newByteChannel(probe, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                    .close();
            stream.deleteFile(probe);
        } catch (AccessDeniedException e) {
            throw new IOException(path + " is not writable: permission denied (--seccomp-root)", e);
        } catch (FileSystemException e) {
            // Nothing to do: whatever it is may pass, and files then fail one by one with their reason.
        }
    }

    /** The file of this name, whether or not there is one. */
    FileOnDisk file(FileName name) {
        return new FileOnDisk(stream, name, self);
    }

    /** Puts a file into place, whole or not at all; {@link #sync} makes it survive a power cut. */
    void write(FileName name, byte[] contents, String sha256) throws IOException {
        changed = true;
        file(name).write(contents, sha256);
    }

    /** Removes the entry of this name; false when there was none. A directory that is not empty is moved aside. */
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

    /** Clears the way for a directory of this name: moves a file aside, removes a link; false when nothing was there. */
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

    /** The names of its entries. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        // The open stream lists only once, hence a fresh one of the same directory.
        try (DirectoryStream<Path> listing = stream.newDirectoryStream(SELF, NOFOLLOW_LINKS)) {
            listing.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        return names;
    }

    /** The attributes of the entry of this name, if there is one. */
    Optional<PosixFileAttributes> find(Path name) throws IOException {
        try {
            return Optional.of(stream.getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS)
                    .readAttributes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The directory of this name in it. */
    OpenDirectory subdirectory(Path name) throws IOException {
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
