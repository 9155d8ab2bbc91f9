package dev.portcullis.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of one measurement that is repeated, by row. */
final class Tally {

    /** One repetition, which adds to the tally. */
    @FunctionalInterface
    interface Repetition {
        void run(int number) throws Exception;
    }

    /** Fewer tell nothing, however long they take. */
    private static final int LEAST = 5;

    /** How long repetitions go on after those. */
    private static final Duration BUDGET = Duration.ofSeconds(60);

    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    void add(String row, double value) {
        values.computeIfAbsent(row, key -> new ArrayList<>()).add(value);
    }

    void addSeconds(String row, long nanos) {
        add(row, nanos / 1e9);
    }

    /** Repeats so often, or while the budget of time lasts. */
    static void repeat(int times, Repetition repetition) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < times && !isEnough(i, start); i++) {
            repetition.run(i);
        }
    }

    /** Returns whether so many repetitions are enough because they have lasted since then, by {@link System#nanoTime}. */
    static boolean isEnough(int repetitions, long start) {
        return repetitions >= LEAST && System.nanoTime() - start > BUDGET.toNanos();
    }

    /** How many values this row has so far. */
    int count(String row) {
        return values.getOrDefault(row, List.of()).size();
    }

    Map<String, Samples> samples() {
        Map<String, Samples> samples = new LinkedHashMap<>();
        values.forEach((row, list) -> samples.put(row, Samples.of(list)));
        return samples;
    }
}
