package dev.portcullis.cli.render;

import dev.portcullis.cli.input.InputOptions;
import dev.portcullis.cli.input.Inputs;
import dev.portcullis.cli.input.PolicyRenderings;
import dev.portcullis.cli.input.ProfileSet;
import dev.portcullis.cli.input.Renderings;
import dev.portcullis.cli.input.Summary;
import dev.portcullis.cli.input.TargetRenderer;
import dev.portcullis.cli.options.EnforcementOptions;
import dev.portcullis.cli.options.RendererOptions;
import dev.portcullis.cli.options.TargetOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Report;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.telemetry.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints or writes the files that the nodes would get. */
@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Prints the files that profiles and policies become on the nodes, byte for byte, without a cluster.",
            "",
            "Base profiles, and the profiles that policies name, are looked for in the same files. When anything is"
                    + " wrong with any object, nothing is printed or written but what is wrong.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:Everything is rendered.",
            "1:Errors, or files that cannot be read or written.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis render nginx.yaml runtime-default.yaml",
            "    the files of both, each below a line with its name",
            "  portcullis render --arch arm64 --kernel 6.1 --caps NET_ADMIN nginx.yaml",
            "    what the conditions leave for one kind of node and container",
            "  portcullis render --directory /var/lib/kubelet/seccomp/portcullis profiles/",
            "    as the agent would leave it"
        })
public final class RenderCommand implements Callable<Integer> {

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description =
                    "Writes NAME.json for each profile, and policy/NAME.capabilities.json and policy/NAME.seccomp.json"
                            + " for each policy, into DIR instead; files that are right already stay untouched.")
    private @Nullable Path directory;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description =
                    "How documents are printed: text (as on the node), or a list in json or yaml with names, digests and"
                            + " warnings. Default: ${DEFAULT-VALUE}.")
    private RenderFormat output = RenderFormat.text;

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
        ProfileSet profiles = inputs.profiles();
        Renderer renderer = rendererOptions.renderer();
        TargetRenderer forTarget = new TargetRenderer(renderer, profiles::spec, target.target());
        Renderings renderings = Renderings.of(profiles, forTarget::render);
        PolicyRenderings everywhere = PolicyRenderings.of(inputs, renderer, EnforcementOptions.defaults());
        PolicyRenderings policies = target.architecture()
                .flatMap(Architecture::goName)
                .map(everywhere::on)
                .orElse(everywhere);
        Summary summary =
                inputs.summary(Stream.concat(renderings.diagnostics().stream(), policies.diagnostics().stream()));
        console.err(new Report(console.ansi()).lines(summary));
        if (summary.hasErrors()) {
            return 1;
        }
        console.err(Notes.of(renderings.documents(), policies.documents(), target.target()));
        if (directory == null) {
            console.out(output.of(renderings, policies, inputs));
            return 0;
        }
        try {
            console.out(new NodeDirectory(directory).write(NodeFile.of(renderings.documents(), policies.documents())));
            return 0;
        } catch (IOException e) {
            console.err(Objects.requireNonNull(spec).qualifiedName() + ": " + NodeDirectory.reason(e) + "\n");
            return 1;
        }
    }
}
