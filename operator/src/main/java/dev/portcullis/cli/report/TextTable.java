package dev.portcullis.cli.report;

import java.util.List;
import picocli.CommandLine.Help.Ansi;

/**
 * A table for people, its columns as wide as needed.
 *
 * @param head the titles of the columns
 */
public record TextTable(List<String> head) {

    private static final String MARGIN = "  ";

    /** Writes the titles and the rows, which have as many cells as there are titles. */
    public void write(List<List<String>> cells, StringBuilder text) {
        PaintedTable table = PaintedTable.of(head.toArray(String[]::new));
        cells.forEach(table::row);
        text.append(table.text(MARGIN, Ansi.OFF, Integer.MAX_VALUE));
    }
}
