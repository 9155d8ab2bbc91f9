package dev.portcullis.cli.check;

import dev.portcullis.cli.input.InputOptions;
import dev.portcullis.cli.input.Inputs;
import dev.portcullis.cli.input.RenderedPolicies;
import dev.portcullis.cli.input.RenderedProfiles;
import dev.portcullis.cli.options.EnforcementOptions;
import dev.portcullis.cli.options.RendererOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Findings;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.telemetry.Version;
import java.util.Objects;
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

    @Mixin
    private ReportOptions output = new ReportOptions();

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
        Renderer renderer = rendererOptions.renderer();
        Findings findings = inputs.findings(Stream.concat(
                        RenderedProfiles.diagnostics(inputs.profiles(), renderer).stream(),
                        RenderedPolicies.of(inputs, renderer, enforcement.settings()).diagnostics().stream()))
                .map(this::graded);
        Console console = Console.of(Objects.requireNonNull(spec));
        output.print(findings, console);
        return findings.hasErrors() ? 1 : 0;
    }

    private Diagnostic graded(Diagnostic diagnostic) {
        return strict ? diagnostic.as(Diagnostic.Level.ERROR) : diagnostic;
    }
}
