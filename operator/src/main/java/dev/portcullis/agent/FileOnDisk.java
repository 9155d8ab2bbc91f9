package dev.portcullis.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.portcullis.rendition.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
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

/** One file of the agent: compared, read and replaced relative to its open directory, without following links. */
final class FileOnDisk {

    /** The result of a comparison with the contents that should be there. */
    enum State {
        GOOD,
        /** The contents are right, the mode is not. */
        WRONG_MODE,
        WRONG_CONTENTS,
        /** The contents are right, but another user may change them. */
        WRONG_OWNER,
        /** A link, a directory or the like. */
        NOT_A_FILE,
        UNREADABLE,
        MISSING
    }

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r--r--");

    /** The limit of a ConfigMap: a larger file is not one of ours and not worth reading. */
    private static final long MAX_SIZE = 1 << 20;

    /** The size of one write: Java copies its bytes out of the heap, and keeps that memory for the thread. */
    private static final int PART = 64 << 10;

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, NOFOLLOW_LINKS);

    private final SecureDirectoryStream<Path> directory;
    private final FileName file;
    private final UserPrincipal owner;

    FileOnDisk(SecureDirectoryStream<Path> directory, FileName file, UserPrincipal owner) {
        this.directory = directory;
        this.file = file;
        this.owner = owner;
    }

    /** Compares it with the contents that it should have, and with our owner and mode. */
    State check(String sha256) {
        try {
            PosixFileAttributes found = attributes(file.path()).readAttributes();
            if (!found.isRegularFile()) {
                return State.NOT_A_FILE;
            }
            if (found.size() > MAX_SIZE || !digest(found.size()).equals(sha256)) {
                return State.WRONG_CONTENTS;
            }
            if (!found.owner().equals(owner)) {
                return State.WRONG_OWNER;
            }
            return found.permissions().equals(MODE) ? State.GOOD : State.WRONG_MODE;
        } catch (NoSuchFileException e) {
            return State.MISSING;
        } catch (IOException e) {
            return State.UNREADABLE;
        }
    }

    /** The digest of its contents; empty when it cannot be one of our files. */
    Optional<String> sha256() {
        try {
            PosixFileAttributes found = attributes(file.path()).readAttributes();
            return found.isRegularFile() && found.size() <= MAX_SIZE
                    ? Optional.of(digest(found.size()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Replaces it, so that a reader sees the old contents or the new ones, whole, and reads it back.
     *
     * @param sha256 the digest of {@code contents}
     */
    void write(byte[] contents, String sha256) throws IOException {
        Path temporary = file.temporary();
        deleteIfPresent(temporary);
        try {
            fill(temporary, contents);
            clearDirectory();
            directory.move(temporary, directory, file.path());
        } catch (IOException e) {
            try {
                deleteIfPresent(temporary);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        if (check(sha256) != State.GOOD) {
            throw new IOException(file.value() + ": what was read back is not what was written");
        }
    }

    /** Gives it the mode that all files have, whatever the umask. */
    void restoreMode() throws IOException {
        attributes(file.path()).setPermissions(MODE);
    }

    private void fill(Path temporary, byte[] contents) throws IOException {
        try (FileChannel channel = (FileChannel) directory.newByteChannel(temporary, CREATE)) {
            attributes(temporary).setPermissions(MODE);
            ByteBuffer left = ByteBuffer.wrap(contents);
            while (left.position() < contents.length) {
                left.limit(Math.min(contents.length, left.position() + PART));
                channel.write(left);
            }
            channel.force(true);
        }
    }

    /** Removes or moves aside a directory, which a rename does not replace. */
    private void clearDirectory() throws IOException {
        try {
            if (attributes(file.path()).readAttributes().isDirectory()) {
                new ForeignEntry(directory, file.path()).clearDirectory();
            }
        } catch (NoSuchFileException e) {
            // The usual case for a new file.
        }
    }

    private void deleteIfPresent(Path temporary) throws IOException {
        try {
            directory.deleteFile(temporary);
        } catch (NoSuchFileException e) {
            // The usual case.
        }
    }

    private PosixFileAttributeView attributes(Path name) {
        return directory.getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS);
    }

    private String digest(long size) throws IOException {
        try (SeekableByteChannel channel = directory.newByteChannel(file.path(), READ)) {
            // One more than expected shows a file that grew meanwhile.
            return Digest.sha256(Channels.newInputStream(channel), size + 1);
        }
    }
}
