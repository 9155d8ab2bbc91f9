package dev.portcullis.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.CapabilityPolicyStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyStatusTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.6Z");
    private static final String EARLIER = "2025-01-01T00:00:00Z";
    private static final Progress EVERYWHERE = new Progress(2, 2, List.of(), List.of());
    private static final Progress HALF = new Progress(2, 1, List.of(), List.of("n2"));
    private static final Carried FILE = new Carried("abc", "def", null, null);
    private static final Carried NO_FILE = new Carried(null, "def", null, null);

    @Test
    void theFileIsAvailableFromTheMomentThatEveryNodeHasIt() {
        assertThat(since(null, FILE, HALF)).isNull();
        assertThat(since(null, FILE, EVERYWHERE)).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void aNodeThatComesLaterOrANewDocumentTakesNothingBack() {
        assertThat(since(EARLIER, FILE, HALF)).isEqualTo(EARLIER);
        assertThat(since(EARLIER, FILE, EVERYWHERE)).isEqualTo(EARLIER);
    }

    @Test
    void withoutAFileThereIsNothingToWaitFor() {
        assertThat(since(EARLIER, NO_FILE, EVERYWHERE)).isNull();
        assertThat(since(EARLIER, Carried.NOTHING, HALF)).isNull();
    }

    private static @Nullable String since(@Nullable String before, Carried carried, Progress progress) {
        CapabilityPolicyStatus status = new CapabilityPolicyStatus(
                1L, null, null, null, null, null, null, null, before, null, null, null, null, null, null, null);
        return PolicyStatus.availableSince(status, new Delivery(carried, 7, progress), NOW);
    }
}
