package dev.portcullis.cli.check;

import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Findings;
import dev.portcullis.cli.report.ReportFormat;
import picocli.CommandLine.Option;

/** The format of findings. */
final class ReportOptions {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "The report's format: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ReportFormat format = ReportFormat.text;

    void print(Findings findings, Console console) {
        console.out(findings, format);
    }
}
