package dev.portcullis.operator;

import dev.portcullis.usage.FileUsers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers many questions of the same moment by one listing, which is never older than the question. Nobody waits for
 * another's listing: who is not answered asks again after {@link #PAUSE}.
 */
final class SharedListing {

    /** At least so long lies between the beginnings of two listings, so that a thousand deletions need only a few. */
    static final Duration PAUSE = Duration.ofMillis(500);

    private record Listing(Instant begun, FileUsers users) {

        boolean answers(Instant asked) {
            return !begun.isBefore(asked);
        }
    }

    private final Supplier<FileUsers> pods;
    private final Clock clock;
    private final ReentrantLock listing = new ReentrantLock();
    private volatile @Nullable Listing latest;

    /**
     * Shares what is listed.
     *
     * @param pods lists them
     */
    SharedListing(Supplier<FileUsers> pods, Clock clock) {
        this.pods = pods;
        this.clock = clock;
    }

    /** A listing that was begun at this moment or later; empty where the asker has to come back. */
    Optional<FileUsers> since(Instant asked) {
        Listing last = latest;
        if (last != null && last.answers(asked)) {
            return Optional.of(last.users);
        }
        if (!listing.tryLock()) {
            return Optional.empty();
        }
        try {
            return list(asked);
        } finally {
            listing.unlock();
        }
    }

    private Optional<FileUsers> list(Instant asked) {
        Listing last = latest;
        if (last != null && last.answers(asked)) {
            return Optional.of(last.users);
        }
        Instant now = clock.instant();
        // A clock that was set back must not silence the question.
        if (last != null && Duration.between(last.begun, now).abs().compareTo(PAUSE) < 0) {
            return Optional.empty();
        }
        FileUsers users = pods.get();
        latest = new Listing(now, users);
        return Optional.of(users);
    }
}
