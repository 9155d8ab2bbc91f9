package dev.portcullis.cli.render;

import dev.portcullis.cli.input.BlockOptions;
import dev.portcullis.cli.input.GivenBlocks;
import dev.portcullis.cli.input.InputOptions;
import dev.portcullis.cli.input.Inputs;
import dev.portcullis.cli.input.RenderedPolicies;
import dev.portcullis.cli.input.RenderedProfiles;
import dev.portcullis.cli.options.EnforcementOptions;
import dev.portcullis.cli.options.OutputOptions;
import dev.portcullis.cli.options.RendererOptions;
import dev.portcullis.cli.options.TargetOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Report;
import dev.portcullis.policy.PolicyRendering;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Target;
import dev.portcullis.telemetry.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code render}. */
@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Prints the files that profiles and policies become on nodes, byte for byte, without a cluster.",
            "",
            "Base profiles, and the profiles that policies name, must be in the given files. If any object has"
                    + " errors, only these are reported. In JSON and YAML the output is a list with names, digests and"
                    + " warnings.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:All files are printed or written.",
            "1:There are errors, files that cannot be read or written, or no profile and no policy.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis render nginx.yaml runtime-default.yaml",
            "    prints both files, each below a line with its name",
            "  portcullis render --arch arm64 --kernel 6.1 --caps NET_ADMIN nginx.yaml",
            "    resolves conditions for one kind of node and container",
            "  portcullis render --block af-alg.yaml nginx.yaml",
            "    shows what a SyscallBlock changes",
            "  portcullis render --directory /var/lib/kubelet/seccomp/portcullis profiles/",
            "    writes the directory as the agent would"
        })
public final class RenderCommand implements Callable<Integer> {

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description =
                    "Write NAME.json for each profile, and policy/NAME.capabilities.json and policy/NAME.seccomp.json"
                            + " for each policy, into DIR instead of printing them. Files that are up to date are not touched.")
    private @Nullable Path directory;

    @Mixin
    private BlockOptions blockOptions = new BlockOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Mixin
    private RendererOptions rendererOptions = new RendererOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Console console = Console.of(Objects.requireNonNull(spec));
        Inputs inputs = input.read();
        Renderer renderer = rendererOptions.renderer();
        GivenBlocks given = blockOptions.read();
        RenderedProfiles profiles = RenderedProfiles.of(inputs.profiles(), renderer, given.blocks(), target.target());
        RenderedPolicies everywhere =
                RenderedPolicies.of(inputs, renderer, given.blocks(), EnforcementOptions.defaults());
        RenderedPolicies policies = target.architecture()
                .flatMap(Architecture::goName)
                .map(everywhere::on)
                .orElse(everywhere);
        Report report = inputs.report(Stream.of(profiles.diagnostics(), policies.diagnostics(), given.diagnostics())
                .flatMap(List::stream));
        console.err(report);
        if (report.hasErrors()) {
            return 1;
        }
        console.err(Console.lines(notes(profiles.documents(), policies.documents())));
        RenderedFiles files = RenderedFiles.of(profiles.documents(), policies.documents());
        if (directory == null) {
            console.out(output.printFile(files::text, () -> RenderedList.of(profiles, policies, inputs)));
            return 0;
        }
        try {
            console.out(files.writeTo(directory));
            return 0;
        } catch (IOException e) {
            console.err(Objects.requireNonNull(spec).qualifiedName() + ": " + RenderedFiles.reason(e) + "\n");
            return 1;
        }
    }

    /** Notes about what the documents do not show, one a line. */
    private String notes(Map<String, Rendering.Rendered> profiles, Map<String, PolicyRendering.Rendered> policies) {
        StringBuilder notes = new StringBuilder();
        profiles.forEach((name, rendered) -> addNotes(notes, name, rendered));
        policies.forEach((name, rendered) -> {
            if (rendered.seccomp() != null) {
                addNotes(notes, name, rendered.seccomp());
            }
        });
        Target chosen = target.target();
        if (!policies.isEmpty()
                && (chosen.kernel() != null || !chosen.capabilities().isEmpty())) {
            notes.append("--kernel and --caps apply to profiles only; a policy's files are for its own capabilities\n");
        }
        return notes.toString();
    }

    private void addNotes(StringBuilder notes, String name, Rendering.Rendered rendered) {
        rendered.restrictions().forEach((block, costs) -> {
            notes.append(name)
                    .append(": changed by SyscallBlock ")
                    .append(block)
                    .append('\n');
            costs.forEach(cost -> notes.append("  ").append(cost).append('\n'));
        });
        if (target.architecture().isEmpty() && !rendered.variants().isEmpty()) {
            notes.append(name)
                    .append(": the document differs on nodes of ")
                    .append(String.join(", ", rendered.variants().keySet()))
                    .append("; give --arch to see it\n");
        }
        if (rendered.minKernel() != null) {
            notes.append(name)
                    .append(": the document needs Linux ")
                    .append(rendered.minKernel())
                    .append(" or newer; agents on older nodes refuse it\n");
        }
    }
}
