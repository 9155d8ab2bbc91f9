package dev.portcullis.cli.check;

import dev.portcullis.cli.input.InputOptions;
import dev.portcullis.cli.input.Inputs;
import dev.portcullis.cli.input.PolicyRenderings;
import dev.portcullis.cli.input.ProfileSet;
import dev.portcullis.cli.input.Renderings;
import dev.portcullis.cli.input.Summary;
import dev.portcullis.cli.options.EnforcementOptions;
import dev.portcullis.cli.options.RendererOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Report;
import dev.portcullis.cli.report.ReportFormat;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.telemetry.Version;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says everything that the API server or the operator would have against profiles and policies. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Checks profiles and policies without a cluster.",
            "",
            "First everything that the API server would refuse: unknown fields, wrong types and values, what its"
                    + " schema says. Then everything that the operator would refuse or warn of: names and numbers"
                    + " that do not exist, rules that contradict each other or can never apply, base profiles that"
                    + " are missing or form a circle, profiles under which no container could start; policies whose"
                    + " profile is missing, that a runtime refuses, that govern nobody, or"
                    + " everything. All objects"
                    + " are looked at, and all findings told at once, each with its file and line.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:No errors; there may be warnings.",
            "1:Errors, or files that cannot be read.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis validate profiles/",
            "    everything below a folder, for people",
            "  kustomize build . | portcullis validate --strict -",
            "    what a pipeline is about to apply; warnings count too",
            "  portcullis validate --output github profiles/",
            "    annotates the lines of a pull request in GitHub Actions",
            "  portcullis validate --output sarif . > portcullis.sarif",
            "    for code scanning"
        })
public final class ValidateCommand implements Callable<Integer> {

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How findings are written: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ReportFormat output = ReportFormat.text;

    @Option(names = "--strict", description = "Counts warnings as errors.")
    private boolean strict;

    @Mixin
    private RendererOptions rendererOptions = new RendererOptions();

    @Mixin
    private EnforcementOptions enforcement = new EnforcementOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Inputs inputs = input.read();
        ProfileSet profiles = inputs.profiles();
        Renderer renderer = rendererOptions.renderer();
        List<Diagnostic> told =
                Renderings.diagnostics(profiles, (name, its) -> renderer.render(name, its, profiles::spec, Set.of()));
        Summary summary = inputs.summary(Stream.concat(
                        told.stream(),
                        PolicyRenderings.of(inputs, renderer, enforcement.settings()).diagnostics().stream()))
                .graded(this::graded);
        Console console = Console.of(Objects.requireNonNull(spec));
        console.out(new Report(console.ansi()).of(summary, output));
        return summary.hasErrors() ? 1 : 0;
    }

    private Diagnostic graded(Diagnostic diagnostic) {
        return strict ? diagnostic.as(Diagnostic.Level.ERROR) : diagnostic;
    }
}
