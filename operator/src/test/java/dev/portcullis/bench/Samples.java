package dev.portcullis.bench;

import java.util.List;

/**
 * The values that one row was measured with.
 *
 * @param sorted at least one, in ascending order
 * @param isUnfinished whether one took longer than anybody waited, so that the figures are lower bounds
 */
record Samples(List<Double> sorted, boolean isUnfinished) {

    /** Refuses to be of nothing. */
    Samples {
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sorted = sorted.stream().sorted().toList();
    }

    static Samples of(List<Double> values) {
        return new Samples(values, false);
    }

    static Samples of(double value) {
        return of(List.of(value));
    }

    int count() {
        return sorted.size();
    }

    double median() {
        int half = count() / 2;
        return count() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** The smallest value that is no less than this share of all, the nearest rank. */
    double percentile(int percent) {
        return sorted.get(Math.max(0, Math.ceilDiv(count() * percent, 100) - 1));
    }

    double min() {
        return sorted.getFirst();
    }

    double max() {
        return sorted.getLast();
    }
}
