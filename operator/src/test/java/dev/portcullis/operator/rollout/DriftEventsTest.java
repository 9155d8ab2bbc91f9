package dev.portcullis.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.NodeSyncStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriftEventsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final DriftEvents repairs = new DriftEvents();

    @Test
    void theFirstReportIsOfTheTimeBefore() {
        assertThat(repairs.news("n1", status(7, "2026-01-01T00:00:00Z"), NOW)).isEmpty();
        assertThat(repairs.news("n1", status(7, "2026-01-01T00:00:00Z"), NOW)).isEmpty();
    }

    @Test
    void aRepairIsToldOfWithHowManyThereWere() {
        repairs.news("n1", status(0, null), NOW);
        assertThat(repairs.news("n1", status(1, "2026-01-02T03:04:00Z"), NOW))
                .hasValueSatisfying(news -> assertThat(news)
                        .endsWith("the agent put them right: one since it started, the last at 2026-01-02T03:04:00Z"));
        assertThat(repairs.news("n2", status(3, "2026-01-02T03:04:00Z"), NOW)).isEmpty();
    }

    @Test
    void aNodeThatIsTamperedWithAllTheTimeIsToldOfOnceAMinute() {
        repairs.news("n1", status(0, null), NOW);
        int told = 0;
        for (int second = 1; second <= 180; second++) {
            Instant now = NOW.plusSeconds(second);
            told += repairs.news("n1", status(second, now.toString()), now).isPresent() ? 1 : 0;
        }
        assertThat(told).isEqualTo(3);
    }

    @Test
    void repairsThatCameTooSoonAreToldLater() {
        repairs.news("n1", status(0, null), NOW);
        repairs.news("n1", status(1, "2026-01-02T03:04:00Z"), NOW);
        NodeSyncStatus second = status(2, "2026-01-02T03:04:10Z");
        assertThat(repairs.news("n1", second, NOW.plusSeconds(10))).isEmpty();
        assertThat(repairs.news("n1", second, NOW.plusSeconds(60)))
                .hasValueSatisfying(news -> assertThat(news).contains("2 of them"));
    }

    @Test
    void anAgentThatStartedAgainIsToldOfToo() {
        repairs.news("n1", status(9, "2026-01-02T03:00:00Z"), NOW);
        assertThat(repairs.news("n1", status(1, "2026-01-02T03:04:00Z"), NOW)).isPresent();
    }

    private static NodeSyncStatus status(long repaired, @Nullable String lastRepair) {
        return new NodeSyncStatus(1, 1, 0, null, repaired, lastRepair, null, null, null, null);
    }
}
