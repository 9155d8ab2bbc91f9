package dev.portcullis.cli.compare;

import dev.portcullis.capability.Capability;
import dev.portcullis.cli.input.FileReference;
import dev.portcullis.cli.options.OutputOptions;
import dev.portcullis.cli.options.RendererOptions;
import dev.portcullis.cli.options.TargetOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.comparison.Comparison;
import dev.portcullis.seccomp.ProfileStack;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Target;
import dev.portcullis.telemetry.Version;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code diff}. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Compares two profiles: reports what B allows more and less than A.",
            "",
            "Profiles are compared by their effect on calls, not by their text. Actions rank from least to most"
                    + " permissive: kill the process, kill the thread, SIGSYS, an errno, ask a tracer or the listener,"
                    + " allow and log, allow. A different errno is a change, but neither more nor less permissive.",
            "",
            "Conditions on capabilities are resolved for --caps. Without --arch, the profiles are compared on"
                    + " nodes of every architecture that either mentions, and of one that none mentions.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:Both mean the same; with --fail-on-widening: B allows nothing more.",
            "1:They differ; with --fail-on-widening: B allows more.",
            "2:The command line is wrong, or a profile cannot be read."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis diff old/nginx.yaml nginx.yaml",
            "  portcullis diff --fail-on-widening all.yaml#nginx all.yaml#strict",
            "  git show main:nginx.yaml | portcullis diff - nginx.yaml"
        })
public final class DiffCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "A",
            converter = FileReference.ReferenceConverter.class,
            description = "The earlier profile: a file, FILE#NAME if it holds several, or - for standard input.")
    private FileReference before = FileReference.parse("-");

    @Parameters(
            index = "1",
            paramLabel = "B",
            converter = FileReference.ReferenceConverter.class,
            description = "The later profile, written in the same way.")
    private FileReference after = FileReference.parse("-");

    @Mixin
    private BaseOptions bases = new BaseOptions();

    @Option(names = "--fail-on-widening", description = "Exit with 1 only if B allows more.")
    private boolean failOnWidening;

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
        FileReference.requireOneStandardInput(
                List.of(before, after), Objects.requireNonNull(spec).commandLine());
        ProfileStack earlier = read(before, console);
        ProfileStack later = read(after, console);
        if (earlier == null || later == null) {
            return 2;
        }
        Comparison comparison = Comparison.of(earlier, later, target.target());
        console.out(output.print(() -> ComparisonText.of(comparison), () -> ComparisonJson.of(comparison)));
        if (target.target().capabilities().isEmpty()) {
            console.err(note(earlier, later, comparison));
        }
        return (failOnWidening ? comparison.widens() : !comparison.isEmpty()) ? 1 : 0;
    }

    private @Nullable ProfileStack read(FileReference written, Console console) {
        Renderer renderer = rendererOptions.renderer();
        ChosenProfile chosen = ChosenProfile.read(
                written,
                bases.files(),
                renderer,
                target.target(),
                Objects.requireNonNull(spec).commandLine());
        console.err(chosen.errors());
        return chosen.stack();
    }

    /** A note about capabilities with which the two differ otherwise; each that a condition names is tried alone. */
    private String note(ProfileStack earlier, ProfileStack later, Comparison without) {
        Target unprivileged = target.target();
        SortedSet<Capability> differing = named(earlier, later).stream()
                .filter(capability -> !Comparison.of(
                                earlier,
                                later,
                                new Target(Set.of(capability), unprivileged.architecture(), unprivileged.kernel()))
                        .changes()
                        .equals(without.changes()))
                .collect(Collectors.toCollection(TreeSet::new));
        return differing.isEmpty()
                ? ""
                : "compared for a container without capabilities; the profiles differ otherwise with "
                        + differing.stream().map(Capability::fullName).collect(Collectors.joining(", "))
                        + "; give --caps to compare with them\n";
    }

    private static SortedSet<Capability> named(ProfileStack earlier, ProfileStack later) {
        return Stream.of(earlier, later)
                .flatMap(stack -> stack.profiles().stream())
                .flatMap(profile -> profile.rules().stream())
                .flatMap(rule -> Stream.of(rule.includes(), rule.excludes()))
                .flatMap(clause -> clause.capabilities().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
