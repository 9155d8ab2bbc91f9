package dev.portcullis.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;

/** Opens the agent's directory, or says what stands in the way. */
final class DirectoryOpening {

    /** Belongs to the user that the agent runs as. */
    private static final Path SELF = Path.of("/proc/self");

    private DirectoryOpening() {}

    /** Opens a directory, made when missing, that must not be a link. */
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
                    secure.newDirectoryStream(path.getFileName(), NOFOLLOW_LINKS), Files.getOwner(SELF));
        } catch (AccessDeniedException e) {
            throw new IOException(path + " cannot be opened: permission denied (--seccomp-root)", e);
        }
    }

    /** Fails when no file may be made; a full or read-only disk is left to be reported file by file. */
    static void requireWritable(Path path, OpenDirectory directory) throws IOException {
        Path probe = Path.of(FileName.PROBE);
        Set<StandardOpenOption> create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            directory.stream().newByteChannel(probe, create).close();
            directory.stream().deleteFile(probe);
        } catch (AccessDeniedException e) {
            throw new IOException(path + " is not writable: permission denied (--seccomp-root)", e);
        } catch (FileSystemException e) {
            // Nothing to do: whatever it is may pass, and files then fail one by one with their reason.
        }
    }

    private static void create(Path root, Path path) throws IOException {
        try {
            Files.createDirectories(root);
            if (!Files.exists(path, NOFOLLOW_LINKS)) {
                Files.createDirectory(path);
                // Not as a creation attribute, which the umask would cut.
                Files.setPosixFilePermissions(path, OpenDirectory.MODE);
            }
        } catch (IOException e) {
            throw new IOException(
                    path + " cannot be made (--seccomp-root): "
                            + FailureReason.of(path.toString(), e, FailureReason.WRITE_FAILED)
                                    .message(),
                    e);
        }
    }
}
