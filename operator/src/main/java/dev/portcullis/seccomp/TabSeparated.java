package dev.portcullis.seccomp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A table: lines of comment that begin with #, a line of column names, one line for each name.
 *
 * @param columns the column names
 * @param rows the cells of each line
 */
record TabSeparated(List<String> columns, List<List<String>> rows) {

    /** Reads the table of this name next to this class. */
    static TabSeparated resource(String file) {
        try (InputStream in = TabSeparated.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from this build");
            }
            List<List<String>> lines = new ArrayList<>();
            // Plain loops here and in the tables: the first use of a stream would cost more than the reading.
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n", 0)) {
                if (!line.startsWith("#")) {
                    lines.add(List.of(line.split("\t", 0)));
                }
            }
            return new TabSeparated(lines.getFirst(), List.copyOf(lines.subList(1, lines.size())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
