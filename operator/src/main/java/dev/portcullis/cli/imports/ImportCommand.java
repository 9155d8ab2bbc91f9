package dev.portcullis.cli.imports;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cli.input.FileReference;
import dev.portcullis.cli.input.ResultCheck;
import dev.portcullis.cli.options.ProfileFormat;
import dev.portcullis.cli.options.RendererOptions;
import dev.portcullis.cli.options.RuntimeOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Report;
import dev.portcullis.dialect.DialectProfile;
import dev.portcullis.dialect.DialectReader;
import dev.portcullis.dialect.ProfileWriter;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.InputFile;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.RuntimeChoice;
import dev.portcullis.telemetry.Version;
import dev.portcullis.trace.SourceFormat;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Makes a SeccompProfile from traces or from another tool's profile, and prints it; or moves a whole installation"
                    + " of the security-profiles-operator.",
            "",
            "A source is a log of strace (calls, or the table of strace -c), an audit log with seccomp records,"
                    + " or a seccomp profile in JSON or YAML: of runc, Docker, Podman, CRI-O or oci-seccomp-bpf-hook, a"
                    + " container's config.json, or a SeccompProfile of Portcullis or the security-profiles-operator. The"
                    + " format is detected. Several traces become one profile, which allows what is in any of them.",
            "",
            "The profile of a trace also allows what runc and crun themselves need to start a container, and answers ENOSYS"
                    + " to what is newer than the trace, so that programs fall back on older syscalls.",
            "",
            "With --installation, sources are all objects of a security-profiles-operator. What takes the place of each"
                    + " SeccompProfile and ProfileBinding is printed, and what has no counterpart is listed. So is each workload"
                    + " among the sources that names an old file.",
            "",
            "Whatever cannot be converted is reported on standard error, and so is what 'portcullis validate' finds in"
                    + " the profile; with an error nothing is printed.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  strace -f -o /tmp/ls.log ls /",
            "  portcullis import /tmp/ls.log --name ls > ls.yaml",
            "  strace -f -o /tmp/ls-l.log ls -l /",
            "  portcullis import /tmp/ls-l.log --name ls-l --base ls.yaml > ls-l.yaml",
            "  journalctl -k | portcullis import - --name nginx",
            "  portcullis import --installation installation.yaml > portcullis.yaml"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:The profile is printed.",
            "1:A source cannot be used, or what comes of it has errors.",
            "2:The command line is wrong.",
            "3:With --installation: something is left out, and the rest is printed."
        })
public final class ImportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "SOURCE",
            converter = FileReference.ReferenceConverter.class,
            description = "A file, FILE#NAME where one holds several profiles, or - for standard input.")
    private List<FileReference> sources = List.of();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name of the SeccompProfile; needed unless --installation is given.")
    private @Nullable String name;

    @Option(
            names = "--installation",
            description = "Move a whole security-profiles-operator. SOURCE may then be a folder, too.")
    private boolean installation;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "The sources' format, if it cannot be detected: ${COMPLETION-CANDIDATES}.")
    private @Nullable SourceFormat format;

    @Option(
            names = "--arch",
            paramLabel = "ARCH",
            defaultValue = "amd64",
            description =
                    "The architecture on which strace ran; decides what a 32-bit call is, and names syscalls that strace"
                            + " printed as numbers. Default: ${DEFAULT-VALUE}.")
    private String arch = "";

    @Option(
            names = "--default-action",
            paramLabel = "ACTION",
            description = "The action for syscalls that are in no trace. Default: SCMP_ACT_ERRNO.")
    private @Nullable String defaultAction;

    @Option(
            names = "--base",
            paramLabel = FileReference.SYNTAX,
            description =
                    "A profile to build on: only what it does not allow is kept, and baseProfiles names it. FILE#NAME"
                            + " chooses one of several profiles, or names one that has no name. The file may hold the profile's own"
                            + " bases too. Can be repeated.")
    private List<String> bases = List.of();

    @Option(
            names = "--ignore-unknown",
            description = "Skip unknown members of a profile with a warning, instead of refusing them.")
    private boolean ignoreUnknown;

    @Mixin
    private RuntimeOptions runtimeOptions = new RuntimeOptions();

    @Mixin
    private RendererOptions rendererOptions = new RendererOptions();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "yaml",
            paramLabel = "FORMAT",
            description = "The output's format: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ProfileFormat output = ProfileFormat.yaml;

    @Override
    public Integer call() {
        if (installation) {
            refuseWithInstallation();
            return new InstallationImport(
                            rendererOptions.renderer(runtimeOptions.runtimes()),
                            ignoreUnknown,
                            output,
                            Console.of(spec))
                    .run(sources.stream().map(FileReference::file).toList(), System.in);
        }
        if (name == null) {
            throw new MissingParameterException(
                    spec.commandLine(), spec.findOption("--name"), "Missing required option: '--name=NAME'");
        }
        return one(name);
    }

    private int one(String profileName) {
        ProfileWriter.problemWithName(profileName).ifPresent(this::wrong);
        Architecture machine = architecture();
        Optional<Action> action = Optional.ofNullable(defaultAction).map(this::action);
        List<Diagnostic> diagnostics = new ArrayList<>();
        RuntimeChoice runtimes = runtimeOptions.runtimes();
        ImportBases importBases = new ImportBases(new DialectReader(ignoreUnknown), System.in, diagnostics);
        Optional<SeccompProfileSpec> built = new ImportSources(
                        Optional.ofNullable(format), machine, ignoreUnknown, diagnostics)
                .read(sources.stream().map(ImportSources.Source::of).toList(), System.in)
                .map(content -> switch (content) {
                    case ImportSources.Content.Traced traced ->
                        new ImportedTrace(traced.trace(), runtimes).profile(action.orElse(Action.ERRNO));
                    case ImportSources.Content.Written written -> asWritten(written.profile(), action);
                })
                .flatMap(imported -> bases.isEmpty() ? Optional.of(imported) : importBases.remainder(imported, bases));
        built.filter(profile -> profile.syscalls() == null).ifPresent(profile -> diagnostics.add(noRules()));
        built.map(profile -> new ResultCheck(rendererOptions.renderer(runtimes), importBases.specs())
                        .of(profileName, profile))
                .ifPresent(diagnostics::addAll);
        Console.of(spec).err(new Report("import", Map.of(), "", "", diagnostics));
        boolean usable =
                built.isPresent() && diagnostics.stream().noneMatch(one -> one.level() == Diagnostic.Level.ERROR);
        built.filter(profile -> usable).ifPresent(profile -> print(profileName, profile));
        return usable ? 0 : 1;
    }

    private Diagnostic noRules() {
        return Diagnostic.warning(
                Problem.NO_RULES,
                InputFile.named(sources.getFirst().file()).label(),
                Position.FILE,
                "",
                bases.isEmpty() ? "the profile has no rules" : "the bases allow everything already: no rules");
    }

    private void refuseWithInstallation() {
        for (String option : List.of("--name", "--format", "--arch", "--default-action", "--base")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                wrong(option + " is for one profile; leave it out with --installation");
            }
        }
        sources.stream()
                .filter(source -> source.name() != null)
                .findFirst()
                .ifPresent(source -> wrong("--installation" + " takes every object of " + source.file() + "; leave #"
                        + source.name() + " out"));
        FileReference.requireOneStandardInput(sources, spec.commandLine());
    }

    private void print(String profileName, SeccompProfileSpec profile) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                output == ProfileFormat.json
                        ? ProfileWriter.json(profileName, profile)
                        : ProfileWriter.yaml(profileName, profile));
        out.flush();
    }

    private SeccompProfileSpec asWritten(DialectProfile profile, Optional<Action> action) {
        if (action.isPresent()) {
            wrong("--default-action is for traces; " + profile.file() + " is a profile and has a defaultAction itself");
        }
        return profile.spec();
    }

    private Architecture architecture() {
        return Architecture.ofGoName(arch)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--arch: no architecture is called '" + arch + "'; for example amd64, arm64"));
    }

    private Action action(String written) {
        String ociName = written.toUpperCase(Locale.ROOT);
        Optional<Action> action = Action.named(ociName);
        if (action.isEmpty() || action.get() == Action.ALLOW || action.get() == Action.NOTIFY) {
            wrong("--default-action: '" + written + "' cannot be the default of a list of what is allowed; use for"
                    + " example SCMP_ACT_ERRNO, SCMP_ACT_KILL_PROCESS or SCMP_ACT_LOG");
        }
        return action.orElseThrow();
    }

    private void wrong(String message) {
        throw new ParameterException(spec.commandLine(), message);
    }
}
