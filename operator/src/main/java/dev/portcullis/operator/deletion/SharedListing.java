package dev.portcullis.operator.deletion;

import dev.portcullis.usage.FileUsers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers many questions of one moment by one listing, which is never older than the question. Nobody waits for
 * another's listing: whoever gets no answer asks again after {@link #again}.
 */
final class SharedListing {

    /** The shortest time from the end of one listing to the next, so that a thousand deletions need only a few. */
    static final Duration SHORTEST_PAUSE = Duration.ofMillis(25);

    /** The longest such time, when a listing of very many pods takes seconds. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Listings are under way for a quarter of the time at most. */
    private static final int PAUSE_PER_DURATION = 3;

    private record Listing(Instant begun, Duration taken, FileUsers users) {

        /** The time left until the next may begin; a clock that was set back must not suppress it. */
        Duration left(Instant now) {
            Duration pause = Duration.ofNanos(Math.clamp(
                    taken.toNanos() * PAUSE_PER_DURATION, SHORTEST_PAUSE.toNanos(), LONGEST_PAUSE.toNanos()));
            Duration left = Duration.between(now, begun.plus(taken).plus(pause));
            return now.isBefore(begun) || left.isNegative() ? Duration.ZERO : left;
        }

        boolean answers(String file, Instant asked) {
            return users.knows(file) && !begun.isBefore(asked);
        }
    }

    private final Function<Set<String>, FileUsers> pods;
    private final Supplier<Set<String>> asked;
    private final Clock clock;
    private final ReentrantLock listing = new ReentrantLock();
    private volatile @Nullable Listing latest;

    /**
     * A listing that many questions share.
     *
     * @param pods lists the pods that name one of these files
     * @param asked the files of everyone who has asked
     */
    SharedListing(Function<Set<String>, FileUsers> pods, Supplier<Set<String>> asked, Clock clock) {
        this.pods = pods;
        this.asked = asked;
        this.clock = clock;
    }

    /** The users of a file by a listing begun at this moment or later; empty when the caller must ask again. */
    Optional<List<String>> users(String file, Instant since) {
        Listing last = latest;
        if (last != null && last.answers(file, since)) {
            return Optional.of(last.users.of(file));
        }
        if (!listing.tryLock()) {
            return Optional.empty();
        }
        try {
            return list(file, since);
        } finally {
            listing.unlock();
        }
    }

    /** How long to wait before asking again. */
    Duration again() {
        Listing last = latest;
        Duration left = last == null ? Duration.ZERO : last.left(clock.instant());
        return left.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : left;
    }

    private Optional<List<String>> list(String file, Instant since) {
        Listing last = latest;
        if (last != null && last.answers(file, since)) {
            return Optional.of(last.users.of(file));
        }
        Instant now = clock.instant();
        if (last != null && last.left(now).isPositive()) {
            return Optional.empty();
        }
        Set<String> files = new HashSet<>(asked.get());
        files.add(file);
        FileUsers users = pods.apply(files);
        latest = new Listing(now, Duration.between(now, clock.instant()), users);
        return Optional.of(users.of(file));
    }
}
