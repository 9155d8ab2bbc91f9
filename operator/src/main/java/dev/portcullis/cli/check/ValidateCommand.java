package dev.portcullis.cli.check;

import dev.portcullis.cli.input.GivenBlocks;
import dev.portcullis.cli.input.InputOptions;
import dev.portcullis.cli.input.Inputs;
import dev.portcullis.cli.input.RenderedPolicies;
import dev.portcullis.cli.input.RenderedProfiles;
import dev.portcullis.cli.options.EnforcementOptions;
import dev.portcullis.cli.options.RendererOptions;
import dev.portcullis.cli.options.RuntimeOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Report;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.telemetry.Version;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code validate}. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Checks profiles, policies, SyscallBlocks and ProfileObservations without a cluster.",
            "",
            "Reports what the API server would refuse: unknown fields, wrong types and values, violations of the"
                    + " schema. Then what the operator would refuse or warn of: unknown names and numbers, rules that"
                    + " contradict each other or never apply, missing or circular base profiles, profiles under which no"
                    + " container can start; policies whose profile is missing, that a runtime refuses, or that govern no"
                    + " pod or every pod; blocks that have expired, or block nothing. Checks all objects, and reports every finding with its file and line.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:No errors; there may be warnings.",
            "1:There are errors, files that cannot be read, or no profile and no policy.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis validate profiles/",
            "    checks everything below a folder",
            "  kustomize build . | portcullis validate --strict -",
            "    checks what a pipeline is about to apply; fails on warnings too",
            "  portcullis validate --ceiling baseline.yaml profiles/",
            "    also reports what allows more than this profile",
            "  git worktree add /tmp/main main",
            "  portcullis validate --earlier /tmp/main/profiles --fail-on-widening profiles/",
            "    also reports what allows more than on the branch main",
            "  portcullis validate --output github profiles/",
            "    annotates the lines of a pull request in GitHub Actions",
            "  portcullis validate --output sarif . > portcullis.sarif",
            "    writes a file for code scanning"
        })
public final class ValidateCommand implements Callable<Integer> {

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private CeilingOptions ceiling = new CeilingOptions();

    @Mixin
    private EarlierOptions earlier = new EarlierOptions();

    @Mixin
    private ReportOptions output = new ReportOptions();

    @Mixin
    private RuntimeOptions runtimeOptions = new RuntimeOptions();

    @Mixin
    private RendererOptions rendererOptions = new RendererOptions();

    @Mixin
    private EnforcementOptions enforcement = new EnforcementOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Inputs inputs = input.readEveryKind();
        Renderer renderer = rendererOptions.renderer(runtimeOptions.runtimes());
        GivenCeiling given = ceiling.read(inputs.profiles(), renderer);
        Report report = inputs.report(Stream.of(
                        given.diagnostics(),
                        RenderedProfiles.diagnostics(
                                inputs.profiles(), name -> renderer.within(given.limitOfProfile(name))),
                        RenderedPolicies.of(inputs, renderer, given::limitOfPolicy, enforcement.settings())
                                .diagnostics(),
                        GivenBlocks.of(inputs.blocks(), Instant.now()).diagnostics(),
                        earlier.findings(inputs, renderer))
                .flatMap(List::stream));
        return output.print(report, inputs.profiles().manifests().comments(), Console.of(Objects.requireNonNull(spec)))
                ? 1
                : 0;
    }
}
