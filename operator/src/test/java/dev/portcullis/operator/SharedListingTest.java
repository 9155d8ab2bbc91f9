package dev.portcullis.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.usage.FileUsers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedListingTest {

    private static final FileUsers NOBODY = new FileUsers(Map.of());

    private final SettableClock clock = new SettableClock();
    private final AtomicInteger listings = new AtomicInteger();
    private final SharedListing shared = new SharedListing(
            () -> {
                listings.incrementAndGet();
                return NOBODY;
            },
            clock);

    @Test
    void whatWasAskedBeforeAListingIsAnsweredByIt() {
        Instant first = clock.instant();
        assertThat(shared.since(first)).isPresent();
        clock.advance(Duration.ofMillis(100));
        assertThat(shared.since(first)).isPresent();
        assertThat(listings).hasValue(1);
    }

    @Test
    void whatIsAskedAfterItWaitsForTheNext() {
        shared.since(clock.instant());
        clock.advance(Duration.ofMillis(1));
        Instant second = clock.instant();
        clock.advance(Duration.ofMillis(1));
        Instant third = clock.instant();
        assertThat(shared.since(second)).isEmpty();
        assertThat(shared.since(third)).isEmpty();
        clock.advance(SharedListing.PAUSE);
        assertThat(shared.since(second)).isPresent();
        assertThat(shared.since(third)).isPresent();
        assertThat(listings).hasValue(2);
    }

    @Test
    void aClockThatIsSetBackDoesNotSilenceIt() {
        shared.since(clock.instant());
        clock.advance(Duration.ofHours(-1));
        // The old listing looks newer than it is until the clock has come back to it.
        assertThat(shared.since(clock.instant())).isPresent();
        clock.advance(Duration.ofHours(2));
        assertThat(shared.since(clock.instant())).isPresent();
    }

    @Test
    void nobodyWaitsForAListingThatIsUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        SharedListing slow = new SharedListing(
                () -> {
                    begun.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return NOBODY;
                },
                clock);
        Instant asked = clock.instant();
        Thread lister = Thread.ofVirtual().start(() -> slow.since(asked));
        begun.await();
        assertThat(slow.since(asked)).isEqualTo(Optional.empty());
        end.countDown();
        lister.join();
        assertThat(slow.since(asked)).contains(NOBODY);
    }

    @Test
    void aFailureIsTheAskersAndNotKept() {
        SharedListing broken = new SharedListing(
                () -> {
                    throw new IllegalStateException("away");
                },
                clock);
        assertThatThrownBy(() -> broken.since(clock.instant())).hasMessage("away");
        assertThatThrownBy(() -> broken.since(clock.instant())).hasMessage("away");
    }
}
