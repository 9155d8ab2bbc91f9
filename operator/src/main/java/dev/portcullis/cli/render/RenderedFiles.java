package dev.portcullis.cli.render;

import dev.portcullis.policy.PolicyRendering;
import dev.portcullis.rendition.Content;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.wording.SystemReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files that agents would keep on nodes.
 *
 * @param texts the files' contents by their path, in order
 */
record RenderedFiles(Map<FilePath, String> texts) {

    /** The files of profiles, then those of policies. */
    static RenderedFiles of(Map<String, Rendering.Rendered> profiles, Map<String, PolicyRendering.Rendered> policies) {
        Map<FilePath, String> texts = new LinkedHashMap<>();
        profiles.forEach((name, rendered) ->
                texts.put(new FilePath(Kind.SECCOMP_PROFILE, name, Content.SECCOMP), rendered.document()));
        policies.forEach((name, rendered) -> {
            texts.put(new FilePath(Kind.CAPABILITY_POLICY, name, Content.CAPABILITIES), rendered.capabilities());
            if (rendered.seccomp() != null) {
                FilePath seccomp = new FilePath(Kind.CAPABILITY_POLICY, name, Content.SECCOMP);
                texts.put(seccomp, rendered.seccomp().document());
            }
        });
        return new RenderedFiles(texts);
    }

    /** All contents one after the other, each below a line with its name if there are several. */
    String text() {
        StringBuilder all = new StringBuilder();
        texts.forEach((path, text) -> {
            if (texts.size() > 1) {
                all.append("# ").append(path.localhostProfile()).append('\n');
            }
            all.append(text);
            if (!text.endsWith("\n")) {
                all.append('\n');
            }
        });
        return all.toString();
    }

    /** Writes the files that differ, each whole or not at all; returns a line about each. */
    String writeTo(Path directory) throws IOException {
        createFolder(directory);
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<FilePath, String> one : texts.entrySet()) {
            Path file = directory.resolve(one.getKey().value());
            createFolder(file.resolveSibling(""));
            byte[] contents = one.getValue().getBytes(StandardCharsets.UTF_8);
            if (Files.isDirectory(file)) {
                throw new DirectoryNotEmptyException(file.toString());
            }
            boolean same = Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), contents);
            if (!same) {
                replace(file, contents);
            }
            lines.append(file).append(same ? " unchanged\n" : " written\n");
        }
        return lines.toString();
    }

    private static void createFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (NoSuchFileException e) {
            // All its parents are there by now: /proc and the like, which refuse new entries in these words.
            throw new FileSystemException(e.getFile(), null, "its file system takes no new folders");
        } catch (FileAlreadyExistsException e) {
            throw new FileSystemException(e.getFile(), null, "this is no folder");
        }
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

    /** The reason why a file could not be written, with its name. */
    static String reason(IOException failure) {
        String why = SystemReason.of(failure);
        return failure instanceof FileSystemException system && system.getFile() != null
                ? "cannot write " + system.getFile() + ": " + why
                : why;
    }
}
