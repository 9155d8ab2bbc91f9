package dev.portcullis.cli.node;

import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.cluster.ClusterOptions;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.cli.cluster.SystemNamespaceOptions;
import dev.portcullis.cli.fleet.Fleet;
import dev.portcullis.cli.fleet.FleetNode;
import dev.portcullis.cli.fleet.FleetObject.Standing;
import dev.portcullis.cli.fleet.NodeState;
import dev.portcullis.cli.options.OutputOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Terminal;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.telemetry.Version;
import dev.portcullis.wording.EditDistance;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code node}. */
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "portcullis node [OPTIONS] NODE",
        description = {
            "Shows what one node has, since when, and what failed there.",
            "",
            "Times are told by the node's clock, as the starts of its containers are. Needs the rights of portcullis status.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:The node has everything that it should have.",
            "1:There is no such node, or the cluster does not answer.",
            "2:The command line is wrong.",
            "3:Something is missing there, or failed."
        },
        footer = {"", "Examples:", "  portcullis node worker-7", "  portcullis node worker-7 --all --output json"})
public final class NodeCommand implements Callable<Integer> {

    private static final int LACKING = 3;

    @Parameters(paramLabel = "NODE", description = "The name of a Node.")
    private String name = "";

    @Option(names = "--all", description = "List every file, however many there are.")
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
            Fleet fleet = Fleet.read(cluster, system.namespace());
            List<NodeState> states = fleet.nodeStates();
            NodeState state = states.stream()
                    .filter(one -> one.node().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ClusterException("no agent has reported of a node " + name
                            + EditDistance.hint(
                                            name,
                                            states.stream().map(NodeState::node).collect(Collectors.toSet()))
                                    .orElse("")));
            FleetNode node = fleet.nodes().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseGet(() -> new FleetNode(name, null, NodeLabels.UNKNOWN, null));
            NodeInventory inventory = NodeInventory.of(node, state, fleet.objects());
            console.out(output.printPainted(
                    () -> NodeInventoryText.of(inventory, console.ansi(), Terminal.ofProcess(), all),
                    () -> NodeInventoryText.json(inventory)));
            return state.state().standing() == Standing.READY ? 0 : LACKING;
        }
    }
}
