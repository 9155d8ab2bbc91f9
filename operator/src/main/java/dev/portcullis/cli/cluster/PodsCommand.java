package dev.portcullis.cli.cluster;

import dev.portcullis.cli.options.OutputOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.Subject;
import dev.portcullis.telemetry.Version;
import dev.portcullis.usage.PodList;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code pods}. */
@Command(
        name = "pods",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "portcullis pods [OPTIONS] OBJECT",
        description = {
            "Lists the running containers that still use an earlier file of a profile or policy.",
            "",
            "A container loads its seccomp filter when it starts. Those that started before the present file reached their"
                    + " node keep the earlier one until they start again. They are listed by namespace, with what to"
                    + " restart. A restart in place, as after a crash, is a start too. Privileged containers are left out:"
                    + " runtimes give them no filter.",
            "",
            "Needs the rights to get the object, to list nodesyncs and to list pods in all namespaces; with the right to"
                    + " get replicasets, Deployments are read and not guessed from names.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:The list is printed.",
            "1:There is no such object, it has no file, or the cluster does not answer.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis pods nginx",
            "  portcullis pods policy/web --output json",
            "  portcullis pods nginx --all --context staging"
        })
public final class PodsCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "OBJECT",
            description = "The name of a SeccompProfile, or policy/NAME for the seccomp file of a CapabilityPolicy.")
    private String object = "";

    @Option(names = "--all", description = "List containers with the present file too.")
    private boolean all;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Subject subject = UsedFile.parse(object)
                .orElseThrow(() -> new ParameterException(
                        own.commandLine(),
                        "\"" + object + "\" names no object: give the NAME of a profile, or policy/NAME"));
        try (ConnectedCluster cluster = options.connect()) {
            UsedFile file = UsedFile.of(subject, cluster);
            Map<String, NodeHistory> nodes = cluster.histories();
            FileUse.Judging judging = cluster.ask("list pods in all namespaces", client -> new PodList(client)
                    .running(() -> new FileUse.Judging(file, nodes, all)));
            Owners owners = new Owners(cluster);
            FileUse use = judging.done(container -> RestartHint.of(container, owners.of(container)));
            Console.of(own).out(output.print(() -> FileUseText.of(use), () -> FileUseJson.of(use)));
        }
        return 0;
    }
}
