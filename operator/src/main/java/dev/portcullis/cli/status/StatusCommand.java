package dev.portcullis.cli.status;

import dev.portcullis.cli.cluster.ClusterOptions;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.cli.cluster.SystemNamespaceOptions;
import dev.portcullis.cli.fleet.Fleet;
import dev.portcullis.cli.options.OutputOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Terminal;
import dev.portcullis.telemetry.Version;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "portcullis status [OPTIONS]",
        description = {
            "Shows the fleet at a glance: how many profiles, policies, blocks, observations and nodes are as they should be.",
            "",
            "What is not is listed with the reason, as much as fits the terminal. Needs the right to list seccompprofiles,"
                    + " capabilitypolicies, syscallblocks, profileobservations and nodesyncs (ClusterRole portcullis-view); with the right to"
                    + " list pods in the agents' namespace it also sees agents that do not run.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:Everything is as it should be.",
            "1:The cluster does not answer, or does not let these objects be listed.",
            "2:The command line is wrong.",
            "3:Something is not ready."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis status",
            "  portcullis status --all --context staging",
            "  portcullis status --output json"
        })
public final class StatusCommand implements Callable<Integer> {

    private static final int NOT_FINE = 3;

    @Option(names = "--all", description = "List everything that is not ready, however much it is.")
    private boolean all;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private SystemNamespaceOptions system = new SystemNamespaceOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Console console = Console.of(Objects.requireNonNull(spec));
        try (ConnectedCluster cluster = options.connect()) {
            FleetSummary fleet = FleetSummary.of(Fleet.read(cluster, system.namespace()));
            console.out(output.printPainted(
                    () -> FleetSummaryText.of(fleet, console.ansi(), Terminal.ofProcess(), all),
                    () -> FleetSummaryJson.of(fleet)));
            return fleet.isFine() ? 0 : NOT_FINE;
        }
    }
}
