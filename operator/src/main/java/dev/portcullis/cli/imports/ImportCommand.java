package dev.portcullis.cli.imports;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.source.Document;
import dev.portcullis.source.Format;
import dev.portcullis.source.Location;
import dev.portcullis.source.Manifest;
import dev.portcullis.source.Note;
import dev.portcullis.source.SourceException;
import dev.portcullis.source.SourceReader;
import dev.portcullis.source.Trace;
import dev.portcullis.source.TraceProfile;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a SeccompProfile of what a program was seen to do, or of another tool's profile. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a SeccompProfile of traces or of another tool's profile, and prints it.",
            "",
            "A source is a log of strace (calls, or the table of -c), an audit log with lines of seccomp, or a seccomp"
                    + " profile in JSON or YAML: of runc, Docker, Podman, CRI-O or oci-seccomp-bpf-hook, a container's"
                    + " config.json, or a SeccompProfile of Portcullis or of the security-profiles-operator. Which one is"
                    + " found out from the text. Several traces make one profile, which allows what is in any of them.",
            "",
            "What could not be taken over is told on standard error."
        },
        footer = {
            "",
            "Examples:",
            "  strace -f -o /tmp/ls.log ls /",
            "  portcullis import /tmp/ls.log --name ls > ls.yaml",
            "  strace -f -o /tmp/ls-l.log ls -l /",
            "  portcullis import /tmp/ls-l.log --name ls-l --base ls.yaml > ls-l.yaml",
            "  journalctl -k | portcullis import - --name nginx"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:The profile is printed.", "1:A source cannot be used.", "2:The command line is wrong."})
public final class ImportCommand implements Callable<Integer> {

    /** How the profile is printed. */
    enum Output {
        yaml,
        json
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "SOURCE", description = "A file; '-' is standard input.")
    private List<String> sources = List.of();

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "The name of the SeccompProfile.")
    private String name = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "What the sources are, if their first lines do not tell: ${COMPLETION-CANDIDATES}.")
    private @Nullable Format format;

    @Option(
            names = "--arch",
            paramLabel = "GOARCH",
            defaultValue = "amd64",
            description =
                    "The machine on which strace ran, for what it calls 32 bit and for syscalls that it had no name"
                            + " for. Default: ${DEFAULT-VALUE}.")
    private String arch = "";

    @Option(
            names = "--default-action",
            paramLabel = "ACTION",
            description = "What happens to the syscalls that are in no trace. Default: SCMP_ACT_ERRNO.")
    private @Nullable String defaultAction;

    @Option(
            names = "--base",
            paramLabel = "[NAME=]FILE",
            description =
                    "A profile to build on: only what it does not allow already is kept, and baseProfiles names it."
                            + " NAME may be left out where the file says it. The file may hold the profile's own bases too. Can"
                            + " be given several times.")
    private List<String> bases = List.of();

    @Option(
            names = "--ignore-unknown",
            description = "Leave out members that no seccomp profile has, with a warning, instead of refusing them.")
    private boolean ignoreUnknown;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "yaml",
            paramLabel = "FORM",
            description = "How to print it: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Output output = Output.yaml;

    @Override
    public Integer call() {
        Manifest.problemWithName(name).ifPresent(this::wrong);
        SourceReader reader = new SourceReader(Optional.ofNullable(format), architecture(), ignoreUnknown);
        Optional<Action> action = Optional.ofNullable(defaultAction).map(this::action);
        try {
            SeccompProfileSpec imported =
                    switch (new ImportSources(reader, this::tell).read(sources)) {
                        case Trace trace -> TraceProfile.of(trace, action.orElse(Action.ERRNO));
                        case Document document -> asWritten(document, action);
                    };
            SeccompProfileSpec built =
                    bases.isEmpty() ? imported : ImportBases.read(bases).remainder(imported);
            if (built.syscalls() == null) {
                tell(new Note(
                        Location.of(sources.getFirst()),
                        bases.isEmpty() ? "the profile has no rules" : "the bases allow everything already: no rules"));
            }
            print(new Manifest(name, built));
            return 0;
        } catch (SourceException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    private void print(Manifest manifest) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(output == Output.json ? manifest.json() : manifest.yaml());
        out.flush();
    }

    private SeccompProfileSpec asWritten(Document document, Optional<Action> action) {
        if (action.isPresent()) {
            wrong("--default-action is for traces; " + document.location().file()
                    + " is a profile and has a defaultAction itself");
        }
        return document.spec();
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

    private void tell(Note note) {
        spec.commandLine().getErr().println(note.location() + ": warning: " + note.message());
    }
}
