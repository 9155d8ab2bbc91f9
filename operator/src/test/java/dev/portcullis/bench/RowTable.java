package dev.portcullis.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The rows that can be measured, from {@code rows.tsv}, and those of them that are wanted.
 *
 * @param rows in the order of the table
 * @param wanted names of rows, or of all that begin with these parts; empty for every row
 */
record RowTable(List<Row> rows, List<String> wanted) {

    /** Refuses a name that stands for no row. */
    RowTable {
        for (String name : wanted) {
            if (rows.stream().noneMatch(row -> row.isPartOf(name))) {
                throw new IllegalArgumentException(
                        "no row begins with " + name + "; the first parts are " + String.join(", ", firstParts(rows)));
            }
        }
    }

    static RowTable read(List<String> wanted) {
        try (InputStream table = Objects.requireNonNull(RowTable.class.getResourceAsStream("/bench/rows.tsv"))) {
            return new RowTable(
                    new String(table.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(Predicate.not(line -> line.startsWith("#")))
                            .map(Row::parse)
                            .toList(),
                    wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether anything of this measurement is wanted. */
    boolean wants(String measurement) {
        return rows.stream()
                .filter(row -> row.isPartOf(measurement))
                .anyMatch(row -> wanted.isEmpty() || wanted.stream().anyMatch(row::isPartOf));
    }

    boolean has(String id) {
        return rows.stream().anyMatch(row -> row.id().equals(id));
    }

    Row row(String id) {
        return rows.stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("rows.tsv has no row " + id));
    }

    private static List<String> firstParts(List<Row> rows) {
        return rows.stream()
                .map(row -> row.id().replaceAll("\\..*", ""))
                .distinct()
                .toList();
    }
}
