package dev.portcullis.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.portcullis.rendition.Digest;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * One name in a directory of the agent, looked at without following links.
 *
 * @param directory the open directory
 * @param name the bare name
 */
record FileOnDisk(SecureDirectoryStream<Path> directory, Path name) {

    static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r--r--");

    /** No ConfigMap holds more than 1 MiB, so a larger file is not one of ours and not worth reading. */
    private static final long MAX_SIZE = 1 << 20;

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS);

    /** Compares it with what should be there, and with whom it should belong to. */
    FileCheck check(String sha256, UserPrincipal owner) {
        try {
            PosixFileAttributes found = attributes().readAttributes();
            if (!found.isRegularFile()) {
                return FileCheck.NOT_A_FILE;
            }
            if (found.size() > MAX_SIZE || !digest(found.size()).equals(sha256)) {
                return FileCheck.WRONG_CONTENTS;
            }
            if (!found.owner().equals(owner)) {
                return FileCheck.WRONG_OWNER;
            }
            return found.permissions().equals(MODE) ? FileCheck.GOOD : FileCheck.WRONG_MODE;
        } catch (NoSuchFileException e) {
            return FileCheck.MISSING;
        } catch (IOException e) {
            return FileCheck.UNREADABLE;
        }
    }

    /** The digest of its contents; empty when it is no file that could be one of ours. */
    Optional<String> sha256() {
        try {
            PosixFileAttributes found = attributes().readAttributes();
            return found.isRegularFile() && found.size() <= MAX_SIZE
                    ? Optional.of(digest(found.size()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Gives it the mode that all files have, whatever the umask. */
    void restoreMode() throws IOException {
        attributes().setPermissions(MODE);
    }

    private PosixFileAttributeView attributes() {
        return directory.getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS);
    }

    private String digest(long size) throws IOException {
        try (SeekableByteChannel channel = directory.newByteChannel(name, READ)) {
            // One more than expected shows a file that grew meanwhile.
            return Digest.sha256(Channels.newInputStream(channel), size + 1);
        }
    }
}
