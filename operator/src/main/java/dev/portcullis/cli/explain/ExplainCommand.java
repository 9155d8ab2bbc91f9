package dev.portcullis.cli.explain;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cli.input.BlockOptions;
import dev.portcullis.cli.input.FileReference;
import dev.portcullis.cli.input.GivenBlocks;
import dev.portcullis.cli.input.ProfileSet;
import dev.portcullis.cli.input.RenderedProfiles;
import dev.portcullis.cli.options.OutputOptions;
import dev.portcullis.cli.options.RendererOptions;
import dev.portcullis.cli.options.TargetOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Report;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.telemetry.Version;
import java.nio.file.Path;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "portcullis explain [OPTIONS] FILE... SYSCALL",
        description = {
            "Explains what a profile does with a syscall, and which rule decides.",
            "",
            "Lists every rule that names the syscall, in base profiles too, with file and line. Says why a rule"
                    + " has no effect: the container lacks a capability, the node has another architecture or kernel, or"
                    + " another rule takes precedence.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:The explanation is printed.",
            "1:A profile has errors, or no architecture has such a syscall.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis explain nginx.yaml openat",
            "  portcullis explain --caps SYS_ADMIN profiles/#nginx mount",
            "  portcullis explain --block af-alg.yaml nginx.yaml socket",
            "  portcullis explain nginx.yaml clone --args 0=0x10000000"
        })
public final class ExplainCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "FILE... SYSCALL",
            arity = "1..*",
            hideParamSyntax = true,
            description =
                    "Files or folders with the profile and its bases, or - for standard input; then the name of the"
                            + " syscall. FILE#NAME chooses the profile. Default: the one that is no other's base.")
    private List<String> words = List.of();

    @Option(
            names = {"-p", "--profile"},
            hidden = true,
            description = "The former spelling of FILE#NAME.")
    private @Nullable String formerName;

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(
            names = "--args",
            paramLabel = "INDEX=VALUE,...",
            converter = SyscallArguments.ArgumentsConverter.class,
            description = "Arguments of the syscall, counted from 0, for example 0=1,1=0x10.")
    private SyscallArguments arguments = SyscallArguments.UNKNOWN;

    @Mixin
    private BlockOptions blockOptions = new BlockOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private RendererOptions rendererOptions = new RendererOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Console console = Console.of(own);
        if (words.size() < 2) {
            throw new ParameterException(own.commandLine(), "give a file and, last, a syscall");
        }
        List<FileReference> references = words.subList(0, words.size() - 1).stream()
                .map(FileReference::parse)
                .toList();
        List<String> names = Stream.concat(
                        Stream.ofNullable(formerName),
                        references.stream().map(FileReference::name).filter(Objects::nonNull))
                .distinct()
                .toList();
        if (names.size() > 1) {
            throw new ParameterException(
                    own.commandLine(), "only one profile can be explained; choose one of " + String.join(", ", names));
        }
        String name = names.isEmpty() ? null : names.getFirst();
        List<Path> files = references.stream().map(FileReference::file).toList();
        ProfileSet profiles = ProfileSet.of(ManifestSet.read(Set.of(ManifestKind.SECCOMP_PROFILE), files, System.in)
                .orAbsence(files.getFirst(), "name another folder"));
        GivenBlocks given = blockOptions.read();
        RenderedProfiles rendered =
                RenderedProfiles.of(profiles, rendererOptions.renderer(), given.blocks(), target.target());
        Report errors = profiles.report(Stream.of(profiles.diagnostics(), rendered.diagnostics(), given.diagnostics())
                .flatMap(List::stream)
                .filter(d -> d.level() == Diagnostic.Level.ERROR));
        if (errors.hasErrors()) {
            console.err(errors);
            return 1;
        }
        CheckedManifest<SeccompProfileSpec> chosen = profiles.chosen(name)
                .orElseThrow(() -> new ParameterException(own.commandLine(), profiles.correction(files, name)));
        SyscallExplanation explanation = SyscallExplanation.of(
                new SyscallExplanation.SyscallQuestion(
                        chosen.manifest().name(), words.getLast(), target.target(), arguments),
                profiles,
                given.blocks());
        console.out(output.print(
                () -> SyscallExplanationText.of(explanation), () -> SyscallExplanationJson.of(explanation)));
        return explanation.isKnown() ? 0 : 1;
    }
}
