package dev.portcullis.cli.capabilities;

import dev.portcullis.api.CapabilityAdjustment;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.capability.Adjustment;
import dev.portcullis.capability.Capability;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.FileCapabilities;
import dev.portcullis.capability.FileCapabilitiesText;
import dev.portcullis.capability.RuntimeDefaults;
import dev.portcullis.cli.input.FileReference;
import dev.portcullis.cli.input.Inputs;
import dev.portcullis.cli.options.OutputOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Report;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import dev.portcullis.telemetry.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code capabilities explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Explains which capabilities the processes of a policy's containers hold, and which ports they may"
                    + " bind.",
            "",
            "Shows the five sets of /proc/PID/status as the runtime sets them up, and after execve of the"
                    + " container's program, with and without file capabilities.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:The explanation is printed.",
            "1:The policy has errors, or the runtime would not start such a container.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis capabilities explain web.yaml",
            "  portcullis capabilities explain web.yaml --runtime podman --user 1024",
            "  portcullis capabilities explain web.yaml --port 53 --file-caps cap_net_raw=p"
        })
final class ExplainCapabilitiesCommand implements Callable<Integer> {

    /** The runtimes' names, for help and completion. */
    static final class Runtimes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return RuntimeDefaults.names().iterator();
        }
    }

    /** Reads file capabilities as setcap(8) does. */
    static final class FileCapabilitiesConverter implements ITypeConverter<FileCapabilities> {

        @Override
        public FileCapabilities convert(String text) {
            try {
                return FileCapabilitiesText.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(Objects.requireNonNull(e.getMessage()));
            }
        }
    }

    @Parameters(
            paramLabel = "POLICY",
            converter = FileReference.ReferenceConverter.class,
            description = "A file or folder with the policy, FILE#NAME if it holds several, or - for standard input.")
    private FileReference policy = FileReference.parse("-");

    @Option(names = "--name", hidden = true, description = "The former spelling of FILE#NAME.")
    private @Nullable String formerName;

    @Option(
            names = "--runtime",
            paramLabel = "RUNTIME",
            completionCandidates = Runtimes.class,
            description = "The container runtime: ${COMPLETION-CANDIDATES}. Default: the policy's runtimeDefaults.")
    private @Nullable String runtime;

    @Option(
            names = "--user",
            paramLabel = "USER",
            split = ",",
            converter = ContainerUser.UserConverter.class,
            description = "The container's user: root, or a user ID. Default: root, and any other user.")
    private List<ContainerUser> users = new ArrayList<>();

    @Option(
            names = "--file-caps",
            paramLabel = "TEXT",
            converter = FileCapabilitiesConverter.class,
            description =
                    "The program's file capabilities in the syntax of setcap, for example cap_net_bind_service=ep."
                            + " Default: =ep with the capabilities that the policy adds, or with cap_net_bind_service.")
    private @Nullable FileCapabilities file;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            split = ",",
            description = "The ports to bind, 1 to 65535. Default: 80.")
    private List<Integer> ports = new ArrayList<>();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Console console = Console.of(own);
        ports.stream().filter(port -> port < 1 || port > 65_535).findFirst().ifPresent(port -> {
            throw new ParameterException(own.commandLine(), "--port: " + port + " is not from 1 to 65535");
        });
        List<Path> files = List.of(policy.file());
        String name = formerName == null ? policy.name() : formerName;
        Inputs inputs = Inputs.of(ManifestSet.read(Set.of(ManifestKind.CAPABILITY_POLICY), files, System.in)
                .orAbsence(files.getFirst(), "name another folder"));
        Report errors = inputs.report(Stream.of());
        if (errors.hasErrors()) {
            console.err(errors);
            return 1;
        }
        Map.Entry<String, CapabilityPolicySpec> chosen = inputs.policy(name)
                .orElseThrow(() -> new ParameterException(own.commandLine(), inputs.policyCorrection(files, name)));
        PolicyExplanation explanation = explanation(chosen.getKey(), chosen.getValue());
        console.out(
                output.print(() -> PolicyExplanationText.of(explanation), () -> PolicyExplanationJson.of(explanation)));
        return explanation.refused().isEmpty() ? 0 : 1;
    }

    private PolicyExplanation explanation(String chosen, CapabilityPolicySpec policySpec) {
        CapabilityAdjustment lists = policySpec.adjustment();
        Adjustment adjustment = Adjustment.of(lists.added(), lists.dropped());
        RuntimeDefaults written = RuntimeDefaults.named(policySpec.runtime()).orElseThrow();
        return PolicyExplanation.of(
                chosen,
                written,
                runtime == null ? written : named(runtime),
                adjustment,
                file == null ? example(adjustment) : file,
                ports.isEmpty() ? List.of(80) : ports,
                users.isEmpty() ? List.of(ContainerUser.ROOT, ContainerUser.OTHER) : users);
    }

    private RuntimeDefaults named(String word) {
        return RuntimeDefaults.named(word)
                .orElseThrow(() -> new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "--runtime: unknown runtime " + word + "; use one of "
                                + String.join(", ", RuntimeDefaults.names())));
    }

    private static FileCapabilities example(Adjustment adjustment) {
        return FileCapabilities.effectiveAndPermitted(
                adjustment.add().isEmpty() ? CapabilitySet.of(Capability.NET_BIND_SERVICE) : adjustment.add());
    }
}
