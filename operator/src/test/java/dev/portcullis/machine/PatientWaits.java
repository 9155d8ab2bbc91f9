package dev.portcullis.machine;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes every wait of every test go on when its condition throws: parts of an object that is still being filled in are null,
 * and a refused request may be granted later. A condition that can no longer hold belongs into {@code failFast}. Every wait
 * looks at once: a test that waits for two hundred objects one after the other finds most of them there.
 */
public final class PatientWaits implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.ignoreExceptionsByDefaultMatching(
                thrown -> thrown instanceof Exception || thrown instanceof AssertionError);
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultTimeout(Deadline.STEP);
    }
}
