package dev.portcullis.cli.input;

import dev.portcullis.source.Location;
import dev.portcullis.source.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that was named at the command line.
 *
 * @param name what it is called in messages
 * @param bytes what is in it
 */
public record SourceFile(String name, InputStream bytes) implements AutoCloseable {

    private static final String STANDARD_INPUT = "-";

    /** Opens it; {@code -} is standard input. */
    public static SourceFile open(String written) throws IOException {
        return written.equals(STANDARD_INPUT)
                ? new SourceFile("standard input", System.in)
                : new SourceFile(written, Files.newInputStream(path(written)));
    }

    private static Path path(String written) throws IOException {
        try {
            return Path.of(written);
        } catch (InvalidPathException e) {
            throw new IOException("this cannot be the name of a file", e);
        }
    }

    /** Says why it could not be read. */
    public static SourceException refusal(String written, IOException e) {
        String why =
                switch (e) {
                    case NoSuchFileException missing -> "there is no such file";
                    case AccessDeniedException denied -> "may not be read";
                    default -> "cannot be read: " + e.getMessage();
                };
        return new SourceException(Location.of(written), why);
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
