package dev.portcullis.agent;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The API server sent an event that cannot be read: it may have been of any file. */
final class UnreadableEventException extends IOException {

    private static final long serialVersionUID = 1L;

    UnreadableEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
