package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.NodeSyncStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutboxTest {

    private static final Outbox.State STATE =
            new Outbox.State(new NodeSyncStatus(7, 1, 0, null, null, null, null, null, null, null), OnDisk.NOTHING);
    private final Outbox outbox = new Outbox();

    @Test
    void aChangeIsDueSoon() throws InterruptedException {
        outbox.publish(STATE, true, 1);
        assertThat(outbox.await(false, in(Duration.ofMinutes(1)))).isEqualTo(new Outbox.Work(true, false));
        assertThat(outbox.newest()).isEqualTo(STATE);
    }

    @Test
    void whatIsNoNewsWaitsForTheNext() throws InterruptedException {
        outbox.publish(STATE, false, 1);
        assertThat(outbox.await(false, in(Duration.ofMillis(50)))).isEqualTo(new Outbox.Work(false, false));
        assertThat(outbox.newest()).isEqualTo(STATE);
    }

    @Test
    void aChangeWakesTheOneWhoWaits() {
        CompletableFuture<Outbox.Work> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return outbox.await(false, in(Duration.ofMinutes(1)));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        outbox.publish(STATE, true, 1);
        assertThat(waiting.join().due()).isTrue();
    }

    @Test
    void theLastWorkSendsWhatIsPending() throws InterruptedException {
        outbox.publish(STATE, true, 1_000_000);
        outbox.close();
        assertThat(outbox.await(false, in(Duration.ofMinutes(1)))).isEqualTo(new Outbox.Work(true, true));
    }

    @Test
    void afterAFailureABacklogWaits() throws InterruptedException {
        assertThat(outbox.failed()).isOne();
        assertThat(outbox.failed()).isEqualTo(2);
        long start = System.nanoTime();
        outbox.await(true, in(Duration.ofMinutes(1)));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
    }

    @Test
    void whenTheApiServerIsBackItWaitsNoLonger() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            outbox.failed();
        }
        outbox.reconnected(1);
        long start = System.nanoTime();
        outbox.await(true, in(Duration.ofMinutes(1)));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private static long in(Duration wait) {
        return System.nanoTime() + wait.toNanos();
    }
}
