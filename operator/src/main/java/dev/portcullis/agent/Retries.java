package dev.portcullis.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** Which files are to be tried again, and when. Times are those of {@link System#nanoTime}. */
final class Retries {

    private record Attempt(int failures, long due) {}

    private final Map<String, Attempt> attempts = new HashMap<>();
    private final RandomGenerator random;

    Retries(RandomGenerator random) {
        this.random = random;
    }

    /** The file could not be brought to its state, once more. */
    void failed(String file, long now) {
        attempts.compute(file, (name, before) -> {
            int failures = before == null ? 1 : before.failures() + 1;
            return new Attempt(failures, now + Backoff.FILES.nanos(failures, random.nextDouble()));
        });
    }

    /** The file needs no further attempt. */
    void done(String file) {
        attempts.remove(file);
    }

    /** The files whose time has come. */
    List<String> due(long now) {
        List<String> due = new ArrayList<>();
        attempts.forEach((file, attempt) -> {
            if (attempt.due() - now <= 0) {
                due.add(file);
            }
        });
        return due;
    }

    /** When the next file is due, as nanoseconds from now. */
    OptionalLong untilNext(long now) {
        return attempts.values().stream()
                .mapToLong(attempt -> Math.max(0, attempt.due() - now))
                .min();
    }
}
