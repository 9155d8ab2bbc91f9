package dev.portcullis.cli.check;

import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Report;
import dev.portcullis.cli.report.ReportFormat;
import picocli.CommandLine.Option;

/** The option for the format of a report. */
final class ReportOptions {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "The report's format: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ReportFormat format = ReportFormat.text;

    void print(Report report, Console console) {
        console.out(report, format);
    }
}
