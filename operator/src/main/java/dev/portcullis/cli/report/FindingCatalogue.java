package dev.portcullis.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The codes of all findings, each with its meaning and the next step: findings.tsv. */
public final class FindingCatalogue {

    private static final String TABLE = "findings.tsv";

    private FindingCatalogue() {}

    /**
     * The words about one code.
     *
     * @param meaning what is the case, in a sentence
     * @param advice what to do
     */
    record Entry(String meaning, String advice) {}

    /** Returns all codes. */
    public static Set<String> codes() {
        return Table.ENTRIES.keySet();
    }

    /** The words about a code. */
    static Optional<Entry> of(String code) {
        return Optional.ofNullable(Table.ENTRIES.get(code));
    }

    /** Read when it is first needed: most commands print no code's help. */
    private static final class Table {
        static final Map<String, Entry> ENTRIES = read();

        private static Map<String, Entry> read() {
            try (InputStream in = Objects.requireNonNull(FindingCatalogue.class.getResourceAsStream(TABLE), TABLE)) {
                Map<String, Entry> entries = new LinkedHashMap<>();
                new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                    String[] fields = line.split("\t", -1);
                    entries.put(fields[0], new Entry(fields[1], fields[2]));
                });
                return entries;
            } catch (IOException e) {
                throw new UncheckedIOException(TABLE + " cannot be read", e);
            }
        }
    }
}
