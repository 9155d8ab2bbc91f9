package dev.portcullis.cli.report;

import dev.portcullis.wording.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/**
 * A table with colours for people. Nothing in it controls the terminal but its own colours.
 *
 * @param rows all of the same length; the first has the titles
 */
public record PaintedTable(List<List<Cell>> rows) {

    private static final int GAP = 3;

    /** The narrowest that a last column is made to fit a terminal. */
    private static final int LEAST = 16;

    /** A text in one line. */
    public record Cell(String text, Paint paint) {

        public Cell {
            text = Console.oneLine(text);
        }
    }

    /** A table without rows, with these titles. */
    public static PaintedTable of(String... titles) {
        PaintedTable table = new PaintedTable(new ArrayList<>());
        table.rows.add(
                Stream.of(titles).map(title -> new Cell(title, Paint.FAINT)).toList());
        return table;
    }

    /** A cell without a colour. */
    public static Cell cell(Object text) {
        return new Cell(String.valueOf(text), Paint.PLAIN);
    }

    /** Adds a row. */
    public PaintedTable row(Cell... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException("a row has as many cells as the table has titles");
        }
        rows.add(List.of(cells));
        return this;
    }

    /** Adds a row without colours. */
    public PaintedTable row(List<String> cells) {
        return row(cells.stream().map(PaintedTable::cell).toArray(Cell[]::new));
    }

    /** Returns whether it has only titles. */
    public boolean isEmpty() {
        return rows.size() == 1;
    }

    /**
     * The lines, each with a line break at its end.
     *
     * @param indent what each begins with
     * @param width the number of characters that fit a line; the last column is cut for it
     */
    public String text(String indent, Ansi ansi, int width) {
        int[] widths = widths();
        int last = widths.length - 1;
        int left = width - indent.length();
        for (int i = 0; i < last; i++) {
            left -= widths[i] + GAP;
        }
        int room = Math.max(left, LEAST);
        StringBuilder text = new StringBuilder();
        for (List<Cell> cells : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < last; i++) {
                Cell cell = cells.get(i);
                line.append(cell.paint().on(cell.text(), ansi))
                        .append(" ".repeat(widths[i] - cell.text().length() + GAP));
            }
            Cell end = cells.get(last);
            line.append(end.paint().on(Excerpt.of(end.text(), room, Excerpt.DOTS), ansi));
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[rows.getFirst().size()];
        for (List<Cell> cells : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], cells.get(i).text().length());
            }
        }
        return widths;
    }
}
