package dev.portcullis.agent;

import java.io.IOException;

/** Contents do not have the digest that they should have. */
final class BadDigestException extends IOException {

    private static final long serialVersionUID = 1L;

    BadDigestException(String message) {
        super(message);
    }
}
