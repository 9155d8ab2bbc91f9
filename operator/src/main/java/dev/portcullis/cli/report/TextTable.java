package dev.portcullis.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table for people, its columns as wide as needed.
 *
 * @param head the titles of the columns
 */
public record TextTable(List<String> head) {

    private static final String MARGIN = "  ";
    private static final int GAP = 3;

    /** Writes the titles and the rows, which have as many cells as there are titles. */
    public void write(List<List<String>> cells, StringBuilder text) {
        List<List<String>> rows = new ArrayList<>(List.of(head));
        rows.addAll(cells);
        int[] widths = new int[head.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(MARGIN);
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + GAP));
            }
            text.append(line.toString().stripTrailing()).append("\n");
        }
    }
}
