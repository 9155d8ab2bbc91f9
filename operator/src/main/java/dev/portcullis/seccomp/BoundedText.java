package dev.portcullis.seccomp;

import java.io.IOException;
import java.io.Writer;

/** Keeps what is written, and refuses to keep more than so many characters: what becomes too long need not become any longer. */
final class BoundedText extends Writer {

    /** It has become too long. */
    static final class FullException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final StringBuilder text = new StringBuilder();
    private final int limit;

    BoundedText(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(char[] characters, int offset, int length) throws FullException {
        if (text.length() + length > limit) {
            throw new FullException();
        }
        text.append(characters, offset, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return text.toString();
    }
}
