package dev.portcullis.cli.report;

import dev.portcullis.manifest.Diagnostic;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** Writes a summary in one of the formats. */
public final class Report {

    private final Ansi ansi;

    /** With colours or without. */
    public Report(Ansi ansi) {
        this.ansi = ansi;
    }

    /** The text to print, with a line break at its end. */
    public String of(Tally summary, ReportFormat format) {
        return switch (format) {
            case text -> lines(summary) + summary.line() + "\n";
            case json -> Json.text(JsonReport.of(summary));
            case yaml -> Json.yaml(JsonReport.of(summary));
            case sarif -> Json.text(SarifReport.of(summary));
            case github -> GithubReport.of(summary);
        };
    }

    /** The diagnostics alone, one a line. */
    public String lines(Tally summary) {
        return summary.diagnostics().stream().map(d -> line(d) + "\n").collect(Collectors.joining());
    }

    private String line(Diagnostic diagnostic) {
        boolean error = diagnostic.level() == Diagnostic.Level.ERROR;
        String file = OneLine.of(diagnostic.file())
                + (diagnostic.place().line() > 0 ? ":" + diagnostic.place().line() : "");
        String location = diagnostic.location().isEmpty() ? "" : OneLine.of(diagnostic.location()) + ": ";
        return styled("bold", file) + ": "
                + styled(error ? "fg(red),bold" : "fg(yellow),bold", error ? "error" : "warning") + ": " + location
                + OneLine.of(diagnostic.message()) + styled("faint", " [" + diagnostic.code() + "]");
    }

    /** Not through picocli's markup, which a file's text could contain. */
    private String styled(String style, String text) {
        Ansi.IStyle[] styles = Ansi.Style.parse(style);
        return ansi.enabled() ? Ansi.Style.on(styles) + text + Ansi.Style.off(styles) : text;
    }
}
