package dev.portcullis.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class TerminalTest {

    @Test
    void theSizeIsThatOfStty() {
        assertThat(Terminal.parse("50 132\n")).contains(new Terminal(true, 132, 50));
        assertThat(Terminal.parse("1 1\n")).contains(new Terminal(true, 40, 12));
        assertThat(Terminal.parse("0 0\n")).isEmpty();
        assertThat(Terminal.parse("stty: not a terminal")).isEmpty();
    }

    @Test
    void theLastColumnOfATableIsCutToFit() {
        PaintedTable table = PaintedTable.of("A", "B")
                .row(
                        PaintedTable.cell("one"),
                        PaintedTable.cell("a text that is\u001b[31m far too long for this line"));
        assertThat(table.text("", Ansi.OFF, 30)).isEqualTo("""
                A     B
                one   a text that is [31m f...
                """);
        assertThat(table.text("  ", Ansi.OFF, Integer.MAX_VALUE).lines()).allMatch(line -> line.startsWith("  "));
    }
}
