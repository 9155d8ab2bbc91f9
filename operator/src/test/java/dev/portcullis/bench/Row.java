package dev.portcullis.bench;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table.
 *
 * @param id its name, in parts from the measurement to what of it is told, such as {@code burst.create.files}
 * @param unit of the figures
 * @param target the most that the median may be; null for none
 * @param targetOfP90 the most that the 90th percentile may be; null for none
 * @param meaning in words
 */
record Row(
        String id,
        String unit,
        @Nullable Double target,
        @Nullable Double targetOfP90,
        String meaning) {

    private static final String NONE = "-";

    /** Reads a line of the table: the fields in their order, with tabs between. */
    static Row parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    "a row has 5 fields with tabs between, not " + fields.length + ": " + line);
        }
        return new Row(fields[0], fields[1], number(fields[2]), number(fields[3]), fields[4]);
    }

    /** Returns whether it is what this name stands for: the row itself, or all rows that begin with these parts. */
    boolean isPartOf(String name) {
        return id.equals(name) || id.startsWith(name + ".");
    }

    /** Returns whether figures are worse than a target; lower is better in every row. */
    boolean isMissedBy(Samples samples) {
        return (samples.isUnfinished() && target != null)
                || isAbove(samples.median(), target)
                || isAbove(samples.percentile(90), targetOfP90);
    }

    /** The target as text, empty for none. */
    Optional<String> targetText() {
        return Optional.ofNullable(target)
                .map(median -> Figures.of(median) + (targetOfP90 == null ? "" : " / " + Figures.of(targetOfP90)));
    }

    private static boolean isAbove(double value, @Nullable Double limit) {
        return limit != null && value > limit;
    }

    private static @Nullable Double number(String field) {
        return field.equals(NONE) ? null : Double.valueOf(field);
    }
}
