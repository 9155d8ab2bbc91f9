package dev.portcullis.cli.render;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * A directory with files as agents keep them.
 *
 * @param path the directory
 */
record NodeDirectory(Path path) {

    /** Writes what differs, each file whole or not at all; tells of each in a line. */
    String write(List<NodeFile> files) throws IOException {
        Files.createDirectories(path);
        StringBuilder told = new StringBuilder();
        for (NodeFile one : files) {
            Path file = path.resolve(one.path().value());
            Files.createDirectories(file.resolveSibling(""));
            byte[] contents = one.text().getBytes(StandardCharsets.UTF_8);
            boolean same = Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), contents);
            if (!same) {
                replace(file, contents);
            }
            told.append(file).append(same ? " unchanged\n" : " written\n");
        }
        return told.toString();
    }

    private static void replace(Path file, byte[] contents) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(contents);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** What the system said, with the file that it said it of. */
    static String reason(IOException failure) {
        if (failure instanceof FileSystemException system && system.getFile() != null) {
            String why = system.getReason();
            String what = why == null ? system.getClass().getSimpleName().replaceAll("Exception$", "") : why;
            return "cannot write " + system.getFile() + ": " + what;
        }
        return String.valueOf(failure.getMessage());
    }
}
