package dev.portcullis.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * Replaces one file so that a reader sees the old contents or the new ones, whole.
 *
 * @param directory the open directory
 * @param file what to replace
 */
record AtomicWrite(SecureDirectoryStream<Path> directory, FileName file) {

    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, NOFOLLOW_LINKS);

    /** Java copies what it writes out of the heap, and keeps that memory for the thread. */
    private static final int PART = 64 << 10;

    /** Writes beside the file, then takes its name. */
    void write(byte[] contents) throws IOException {
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
    }

    private void fill(Path temporary, byte[] contents) throws IOException {
        try (FileChannel channel = (FileChannel) directory.newByteChannel(temporary, CREATE)) {
            new FileOnDisk(directory, temporary).restoreMode();
            ByteBuffer left = ByteBuffer.wrap(contents);
            while (left.position() < contents.length) {
                left.limit(Math.min(contents.length, left.position() + PART));
                channel.write(left);
            }
            channel.force(true);
        }
    }

    /** A rename replaces a file or a link, but not a directory. */
    private void clearDirectory() throws IOException {
        try {
            BasicFileAttributes found = directory
                    .getFileAttributeView(file.path(), BasicFileAttributeView.class, NOFOLLOW_LINKS)
                    .readAttributes();
            if (found.isDirectory()) {
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
}
