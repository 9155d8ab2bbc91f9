package dev.portcullis.operator.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rendition.Subject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Subject WEB = Subject.profile("web");

    private final Patience patience = new Patience();

    @Test
    void anAlarmIsRaisedOnceWhenItIsStillSo() {
        assertThat(patience.with(WEB, "no base", true, NOW)).contains(Duration.ofSeconds(10));
        assertThat(patience.with(WEB, "no base", false, NOW.plusSeconds(4))).contains(Duration.ofSeconds(6));
        assertThat(patience.with(WEB, "no base", false, NOW.plusSeconds(10))).contains(Duration.ZERO);
        assertThat(patience.with(WEB, "no base", false, NOW.plusSeconds(20))).isEmpty();
    }

    @Test
    void whatIsMendedInTimeAlarmsNobody() {
        patience.with(WEB, "no base", true, NOW);
        patience.end(WEB);
        assertThat(patience.with(WEB, "no base", false, NOW.plusSeconds(10))).isEmpty();
    }

    @Test
    void anotherComplaintHasItsOwnTime() {
        patience.with(WEB, "no base", true, NOW);
        assertThat(patience.with(WEB, "base not rendered", true, NOW.plusSeconds(9)))
                .contains(Duration.ofSeconds(10));
    }

    @Test
    void anOperatorThatHasJustStartedRepeatsNothing() {
        assertThat(patience.with(WEB, "no base", false, NOW)).isEmpty();
    }
}
