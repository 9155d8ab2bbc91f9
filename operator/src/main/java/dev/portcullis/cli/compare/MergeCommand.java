package dev.portcullis.cli.compare;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cli.input.FileReference;
import dev.portcullis.cli.options.ProfileFormat;
import dev.portcullis.cli.options.RendererOptions;
import dev.portcullis.cli.options.TargetOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.comparison.Merge;
import dev.portcullis.comparison.Operation;
import dev.portcullis.dialect.ProfileWriter;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.ProfileStack;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Target;
import dev.portcullis.telemetry.Version;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code merge}. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Merges profiles into one, and prints it. The order of the profiles does not matter.",
            "",
            "The union gives each call the most permissive action of all profiles, the intersection"
                    + " (--intersect) the least permissive one; of several errnos the smallest. Conditions on arguments are"
                    + " kept where rules can express the result exactly; where they cannot, the syscall is reported and"
                    + " nothing is printed.",
            "",
            "Base profiles are merged in. Conditions on capabilities, nodes and kernels are resolved for --caps,"
                    + " --arch and --kernel. The rules hold for every architecture that any profile covers, with"
                    + " --intersect for those that all cover.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:The profile is printed.",
            "1:A profile cannot be read, or no profile can say exactly that.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis merge web.yaml db.yaml --name web-and-db > web-and-db.yaml",
            "  portcullis merge --intersect -o json default.json all.yaml#nginx"
        })
public final class MergeCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = FileReference.SYNTAX,
            arity = "2..*",
            converter = FileReference.ReferenceConverter.class,
            description = "Profiles: files, FILE#NAME where one holds several, or - for standard input.")
    private List<FileReference> written = List.of();

    @Option(names = "--intersect", description = "Make the intersection instead of the union.")
    private boolean intersect;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name of the result. Default: the name of the first profile.")
    private @Nullable String name;

    @Mixin
    private BaseOptions bases = new BaseOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "yaml",
            description =
                    "The output's format: yaml (a SeccompProfile) or json (a plain seccomp profile, as runtimes read"
                            + " it). Default: ${DEFAULT-VALUE}.")
    private ProfileFormat output = ProfileFormat.yaml;

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Mixin
    private RendererOptions rendererOptions = new RendererOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Console console = Console.of(own);
        FileReference.requireOneStandardInput(written, own.commandLine());
        Renderer renderer = rendererOptions.renderer();
        List<ChosenProfile> chosen = written.stream()
                .map(one -> ChosenProfile.read(one, bases.files(), renderer, target.target(), own.commandLine()))
                .toList();
        chosen.forEach(one -> console.err(one.errors()));
        List<ProfileStack> stacks = chosen.stream()
                .map(ChosenProfile::stack)
                .filter(Objects::nonNull)
                .toList();
        if (stacks.size() < chosen.size()) {
            return 1;
        }
        String result = name == null ? chosen.getFirst().name() : name;
        ProfileWriter.problemWithName(result).ifPresent(problem -> {
            throw new ParameterException(own.commandLine(), "--name: " + problem);
        });
        List<Filter> filters =
                stacks.stream().map(stack -> stack.resolvedFor(target.target())).toList();
        console.err(note(stacks));
        return switch (Merge.of(intersect ? Operation.INTERSECTION : Operation.UNION, filters)) {
            case Merge.Merged merged -> print(console, renderer, result, FilterSpec.of(merged.filter()));
            case Merge.Refused refused -> refused(console, refused.reasons());
        };
    }

    private int print(Console console, Renderer renderer, String result, SeccompProfileSpec merged) {
        return switch (renderer.render(result, merged, Bases.NONE, Target.UNPRIVILEGED)) {
            case Rendering.Rendered rendered -> {
                console.out(output == ProfileFormat.json ? rendered.document() : ProfileWriter.yaml(result, merged));
                yield 0;
            }
            case Rendering.Refused refused ->
                refused(
                        console,
                        refused.findings().stream().map(Finding::message).toList());
        };
    }

    private int refused(Console console, List<String> reasons) {
        String command = Objects.requireNonNull(spec).qualifiedName();
        reasons.forEach(reason -> console.err(command + ": " + reason + "\n"));
        return 1;
    }

    /** A note that the result leaves out rules for certain architectures. */
    private String note(List<ProfileStack> stacks) {
        String named = stacks.stream()
                .flatMap(stack -> stack.namedArchitectures().stream())
                .filter(Architecture::isOfNodes)
                .distinct()
                .sorted()
                .flatMap(architecture -> architecture.goName().stream())
                .collect(Collectors.joining(", "));
        return target.architecture().isPresent() || named.isEmpty()
                ? ""
                : "merged for nodes whose architecture no profile mentions; rules and architectures for " + named
                        + " are left out; give --arch to merge for such a node\n";
    }
}
