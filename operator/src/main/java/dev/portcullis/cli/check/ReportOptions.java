package dev.portcullis.cli.check;

import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.FindingCatalogue;
import dev.portcullis.cli.report.Report;
import dev.portcullis.cli.report.ReportFormat;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.IgnoreComments;
import dev.portcullis.wording.EditDistance;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    @Option(
            names = "--ignore",
            paramLabel = "CODE",
            split = ",",
            description =
                    "Accept findings with this code, the word in brackets; separated by commas. In YAML the comment '# portcullis:"
                            + " ignore CODE' does it for its line, or for the next.")
    private Set<String> ignored = new LinkedHashSet<>();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** Prints the report as the options and the comments in files ask; returns whether it has errors then. */
    boolean print(Report report, IgnoreComments comments, Console console) {
        ignored.forEach(this::mustExist);
        Report left =
                report.accepting(diagnostic -> ignored.contains(diagnostic.code()) || comments.accept(diagnostic));
        Report graded = strict ? left.map(diagnostic -> diagnostic.as(Diagnostic.Level.ERROR)) : left;
        console.out(graded, format);
        return graded.hasErrors();
    }

    private void mustExist(String code) {
        if (!FindingCatalogue.codes().contains(code)) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    Console.oneLine("--ignore: no finding has the code " + code
                            + EditDistance.hint(code, FindingCatalogue.codes()).orElse("")));
        }
    }
}
