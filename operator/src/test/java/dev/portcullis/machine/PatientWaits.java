package dev.portcullis.machine;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes every wait of every test go on when its condition throws an exception: parts of an object that is still being filled
 * in are null, and a refused request may be granted later. The exception is the cause of the timeout. Errors end a wait.
 */
public final class PatientWaits implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.ignoreExceptionsByDefaultMatching(Exception.class::isInstance);
    }
}
