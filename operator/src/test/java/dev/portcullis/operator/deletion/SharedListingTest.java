package dev.portcullis.operator.deletion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.operator.SettableClock;
import dev.portcullis.usage.FileUsers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SharedListingTest {

    private static final String FILE = "portcullis/nginx.json";
    private static final String OTHER = "portcullis/other.json";

    private final SettableClock clock = new SettableClock();
    private final AtomicInteger listings = new AtomicInteger();
    private final SharedListing shared = new SharedListing(
            files -> {
                listings.incrementAndGet();
                return nobody(files);
            },
            () -> Set.of(),
            clock);

    @Test
    void whatWasAskedBeforeAListingIsAnsweredByIt() {
        Instant first = clock.instant();
        assertThat(shared.users(FILE, first)).isPresent();
        clock.advance(Duration.ofMillis(100));
        assertThat(shared.users(FILE, first)).isPresent();
        assertThat(listings).hasValue(1);
    }

    @Test
    void whatIsAskedAfterItWaitsForTheNext() {
        shared.users(FILE, clock.instant());
        clock.advance(Duration.ofMillis(1));
        Instant second = clock.instant();
        clock.advance(Duration.ofMillis(1));
        Instant third = clock.instant();
        assertThat(shared.users(FILE, second)).isEmpty();
        assertThat(shared.users(FILE, third)).isEmpty();
        clock.advance(SharedListing.SHORTEST_PAUSE);
        assertThat(shared.users(FILE, second)).isPresent();
        assertThat(shared.users(FILE, third)).isPresent();
        assertThat(listings).hasValue(2);
    }

    @Test
    void theLongerAListingTakesTheLongerThePauseAfterIt() {
        Duration taken = Duration.ofMillis(400);
        SharedListing slow = new SharedListing(
                files -> {
                    clock.advance(taken);
                    return nobody(files);
                },
                () -> Set.of(),
                clock);
        slow.users(FILE, clock.instant());
        Instant asked = clock.instant();
        assertThat(slow.again()).isEqualTo(taken.multipliedBy(3));
        clock.advance(taken.multipliedBy(3).minusMillis(1));
        assertThat(slow.users(FILE, asked)).isEmpty();
        assertThat(slow.again()).isEqualTo(SharedListing.SHORTEST_PAUSE);
        clock.advance(Duration.ofMillis(1));
        assertThat(slow.users(FILE, asked)).isPresent();
    }

    @Test
    void aPauseEndsHoweverLongAListingTook() {
        SharedListing endless = new SharedListing(
                files -> {
                    clock.advance(Duration.ofMinutes(5));
                    return nobody(files);
                },
                () -> Set.of(),
                clock);
        endless.users(FILE, clock.instant());
        assertThat(endless.again()).isEqualTo(SharedListing.LONGEST_PAUSE);
    }

    @Test
    void aClockThatIsSetBackDoesNotSilenceIt() {
        shared.users(FILE, clock.instant());
        clock.advance(Duration.ofHours(-1));
        // The old listing looks newer than it is until the clock has come back to it.
        assertThat(shared.users(FILE, clock.instant())).isPresent();
        clock.advance(Duration.ofHours(2));
        assertThat(shared.users(FILE, clock.instant())).isPresent();
    }

    @Test
    void nobodyWaitsForAListingThatIsUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        SharedListing slow = new SharedListing(
                files -> {
                    begun.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return nobody(files);
                },
                () -> Set.of(),
                clock);
        Instant asked = clock.instant();
        Thread lister = Thread.ofVirtual().start(() -> slow.users(FILE, asked));
        begun.await();
        assertThat(slow.users(FILE, asked)).isEqualTo(Optional.empty());
        end.countDown();
        lister.join();
        assertThat(slow.users(FILE, asked)).contains(List.of());
    }

    @Test
    void aFailureIsTheAskersAndNotKept() {
        SharedListing broken = new SharedListing(
                files -> {
                    throw new IllegalStateException("away");
                },
                () -> Set.of(),
                clock);
        assertThatThrownBy(() -> broken.users(FILE, clock.instant())).hasMessage("away");
        assertThatThrownBy(() -> broken.users(FILE, clock.instant())).hasMessage("away");
    }

    @Test
    void aListingAnswersAllWhoHaveAskedAndNobodyElse() {
        SharedListing both = new SharedListing(SharedListingTest::nobody, () -> Set.of(OTHER), clock);
        Instant asked = clock.instant();
        assertThat(both.users(FILE, asked)).isPresent();
        assertThat(both.users(OTHER, asked)).isPresent();
        // Its question came after the listing had begun, whatever it says of the time.
        assertThat(both.users("portcullis/late.json", asked)).isEmpty();
        clock.advance(SharedListing.SHORTEST_PAUSE);
        assertThat(both.users("portcullis/late.json", asked)).isPresent();
    }

    private static FileUsers nobody(Set<String> files) {
        return new FileUsers(files.stream().collect(Collectors.toMap(file -> file, file -> List.of())));
    }
}
