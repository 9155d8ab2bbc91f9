package dev.portcullis.cli.check;

import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Report;
import dev.portcullis.cli.report.ReportFormat;
import dev.portcullis.manifest.Diagnostic;
import picocli.CommandLine.Option;

/** The options for a report: its format, and which findings count. */
final class ReportOptions {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "The report's format: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ReportFormat format = ReportFormat.text;

    @Option(names = "--strict", description = "Treat warnings as errors.")
    private boolean strict;

    /** Prints the report as the options ask; returns whether it has errors then. */
    boolean print(Report report, Console console) {
        Report graded = strict ? report.map(diagnostic -> diagnostic.as(Diagnostic.Level.ERROR)) : report;
        console.out(graded, format);
        return graded.hasErrors();
    }
}
