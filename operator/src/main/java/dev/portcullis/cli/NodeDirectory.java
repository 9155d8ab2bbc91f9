package dev.portcullis.cli;

import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Rendering;
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
import java.util.Map;

/**
 * A directory with files as agents keep them.
 *
 * @param path the directory
 */
record NodeDirectory(Path path) {

    /** Writes what differs, each file whole or not at all; tells of each in a line. */
    String write(Map<String, Rendering.Rendered> documents) throws IOException {
        Files.createDirectories(path);
        StringBuilder told = new StringBuilder();
        for (Map.Entry<String, Rendering.Rendered> document : documents.entrySet()) {
            Path file = path.resolve(Rendition.fileName(document.getKey()));
            byte[] contents = document.getValue().document().getBytes(StandardCharsets.UTF_8);
            boolean same = Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), contents);
            if (!same) {
                replace(file, contents);
            }
            told.append(file).append(same ? " unchanged\n" : " written\n");
        }
        return told.toString();
    }

    private void replace(Path file, byte[] contents) throws IOException {
        Path temporary = path.resolve("." + file.getFileName() + ".tmp");
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
