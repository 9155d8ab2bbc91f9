package dev.portcullis.purge;

import dev.portcullis.cli.cluster.ClusterOptions;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.rendition.Subject;
import dev.portcullis.telemetry.DurationConverter;
import dev.portcullis.telemetry.Version;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Empties all nodes before an installation is removed. */
@Command(
        name = "purge",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Deletes every SeccompProfile and CapabilityPolicy of the cluster, and waits until no node has a file of them.",
            "",
            "For the time before Portcullis is uninstalled: only its agents can remove files, and only its operator lets"
                    + " deleted objects go. While a pod uses any of the files, nothing is deleted. Nodes that are not"
                    + " Ready are named and not waited for.",
            "",
            "With --orphans, for any time: objects stay, and only files go that nothing asks for any more (Orphaned in"
                    + " status.failures of a NodeSync), because their ConfigMaps went without their objects being deleted.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:No object and no file is left, or, without --yes, nothing is in the way.",
            "1:A pod uses a file, something was left when the time was over, or the API server refused.",
            "2:The command line is wrong."
        })
public final class PurgeCommand implements Callable<Integer> {

    @Option(names = "--yes", description = "Do it. Without this, it is only said what would be deleted.")
    private boolean yes;

    @Option(names = "--orphans", description = "Leave objects alone, and remove only the files that nothing asks for.")
    private boolean orphansOnly;

    @Option(
            names = "--namespace",
            paramLabel = "NAMESPACE",
            defaultValue = "${env:POD_NAMESPACE:-portcullis-system}",
            description = "Where the rendered profiles are. Default: $$POD_NAMESPACE, or portcullis-system.")
    private String namespace = "";

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "4m",
            converter = DurationConverter.class,
            description = "How long to wait, for example 90s. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (ConnectedCluster connected = cluster.connect()) {
            return purge(connected, out);
        }
    }

    private int purge(ConnectedCluster connected, PrintWriter out) throws InterruptedException {
        try {
            return purge(new Purge(connected.client(), namespace, line -> {
                out.println(line);
                out.flush();
            }));
        } catch (KubernetesClientException e) {
            throw connected.explained(e);
        }
    }

    private int purge(Purge purge) throws InterruptedException {
        List<Subject> objects = orphansOnly ? List.of() : purge.objects();
        List<Subject> orphans = purge.orphans();
        List<String> users =
                purge.users(Stream.concat(objects.stream(), orphans.stream()).toList());
        if (!users.isEmpty()) {
            return failed("nothing was deleted, because pods use files; delete these pods first", users);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (!yes) {
            objects.forEach(out::println);
            orphans.forEach(orphan -> out.println(orphan + " (orphaned)"));
            out.println(
                    orphansOnly
                            ? "the files of " + Purge.counted(orphans) + " would be removed from every node: add --yes"
                            : Purge.counted(objects) + " would be deleted, with their files on every node: add --yes");
            return 0;
        }
        List<String> left = orphansOnly ? purge.removeOrphans(timeout) : purge.run(objects, timeout);
        if (!left.isEmpty()) {
            return failed("this was left after " + timeout.toSeconds() + " s", left);
        }
        out.println(orphansOnly ? "no orphaned file is left" : "no object and no file is left");
        return 0;
    }

    private int failed(String what, List<String> lines) {
        PrintWriter error = Objects.requireNonNull(spec).commandLine().getErr();
        error.println("error: " + what + ":");
        lines.forEach(line -> error.println("  " + line));
        return 1;
    }
}
