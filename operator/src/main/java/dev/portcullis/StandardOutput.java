package dev.portcullis;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The standard output of every command, in UTF-8. It keeps the failure of a write, because {@link java.io.PrintWriter}
 * does not pass it on.
 */
final class StandardOutput extends Writer {

    /** The exit status that a shell gives a program that SIGPIPE ended, which Java ignores: 128 and 13. */
    static final int BROKEN_PIPE = 141;

    /** The kernel's words for EPIPE, which Java gives in English only (strerror without a locale). */
    private static final String EPIPE = "Broken pipe";

    private final Writer writer;
    private @Nullable IOException failure;

    StandardOutput(OutputStream stream) {
        this.writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    }

    /** The process's own; {@code System.out} would swallow every failure. */
    static StandardOutput ofProcess() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out));
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        try {
            writer.write(text, offset, length);
        } catch (IOException e) {
            throw kept(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            writer.flush();
        } catch (IOException e) {
            throw kept(e);
        }
    }

    @Override
    public void close() throws IOException {
        flush();
    }

    /** The first reason why something was not written; flushes what is left. */
    Optional<IOException> failure() {
        try {
            flush();
        } catch (IOException e) {
            return Optional.of(Objects.requireNonNullElse(failure, e));
        }
        return Optional.ofNullable(failure);
    }

    /** Returns whether the reader went away, as {@code head} does when it has seen enough. */
    static boolean isBrokenPipe(IOException failure) {
        return EPIPE.equals(failure.getMessage());
    }

    private IOException kept(IOException e) {
        failure = failure == null ? e : failure;
        return e;
    }
}
