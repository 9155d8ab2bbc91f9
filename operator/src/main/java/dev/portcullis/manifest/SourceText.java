package dev.portcullis.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/** Reads whole files as text. */
final class SourceText {

    /** What the API server accepts is smaller by far: 1.5 MiB an object. */
    private static final int MAX_BYTES = 16 << 20;

    private final InputStream standardInput;

    SourceText(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    /** The text; empty when it cannot be read, and then a diagnostic says why. */
    Optional<String> read(Source source, List<Diagnostic> diagnostics) {
        try {
            byte[] bytes = bytes(source);
            if (bytes.length > MAX_BYTES) {
                if (source.named()) {
                    diagnostics.add(error(source, Problem.UNREADABLE, "the file has more than 16 MiB"));
                }
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            if (source.named()) {
                diagnostics.add(error(source, Problem.NOT_UTF8, "the file is not UTF-8 text; save it as UTF-8"));
            }
        } catch (IOException e) {
            diagnostics.add(error(source, Problem.UNREADABLE, reason(e)));
        }
        return Optional.empty();
    }

    private byte[] bytes(Source source) throws IOException {
        if (source.path() == null) {
            return standardInput.readNBytes(MAX_BYTES + 1);
        }
        try (InputStream in = Files.newInputStream(source.path())) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }

    private static Diagnostic error(Source source, Problem problem, String message) {
        return Diagnostic.error(problem, source.label(), Place.FILE, "", message);
    }

    /** Why a file cannot be read, in the words of the system. */
    static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        boolean said = failure instanceof FileSystemException system && system.getReason() != null;
        return String.valueOf(said ? ((FileSystemException) failure).getReason() : failure.getMessage());
    }
}
