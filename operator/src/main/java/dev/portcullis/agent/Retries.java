package dev.portcullis.agent;

import dev.portcullis.node.Backoff;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** The files that are tried again, each at its own time. Times are those of {@link System#nanoTime}. */
final class Retries {

    private final Map<String, Backoff> backoffs = new HashMap<>();
    private final RandomGenerator random;

    Retries(RandomGenerator random) {
        this.random = random;
    }

    /** Notes one more failure of a file. */
    void failed(String file, long now) {
        backoffs.computeIfAbsent(file, name -> Backoff.ofFile(random, now)).failed(now);
    }

    /** Drops a file that needs no further attempt. */
    void done(String file) {
        backoffs.remove(file);
    }

    /** The files whose time has come. */
    List<String> due(long now) {
        return backoffs.entrySet().stream()
                .filter(file -> file.getValue().next() - now <= 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The nanoseconds until the next file is due. */
    OptionalLong untilNext(long now) {
        return backoffs.values().stream()
                .mapToLong(backoff -> Math.max(0, backoff.next() - now))
                .min();
    }
}
