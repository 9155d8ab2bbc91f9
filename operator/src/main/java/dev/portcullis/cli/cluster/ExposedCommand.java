package dev.portcullis.cli.cluster;

import dev.portcullis.api.Exposure;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.block.Block;
import dev.portcullis.block.BlockReader;
import dev.portcullis.block.BlockReading;
import dev.portcullis.cli.options.OutputOptions;
import dev.portcullis.cli.report.Console;
import dev.portcullis.rendition.BlockMarks;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.telemetry.Version;
import dev.portcullis.usage.PodList;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code exposed}. */
@Command(
        name = "exposed",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "portcullis exposed [OPTIONS] BLOCK",
        description = {
            "Lists the running containers that a SyscallBlock does not reach.",
            "",
            "A container loads its seccomp filter when it starts. Exposed are those that started before the block reached"
                    + " their file on their node, and those that no file of ours governs: privileged ones, and those that say"
                    + " Unconfined, RuntimeDefault, nothing, or another file. They are listed by namespace, with what to"
                    + " do. What is in doubt counts as exposed. Nobody has to be governed in kube-system, in the"
                    + " operator's namespace, and in those that it exempts.",
            "",
            "Needs the rights to get the block, to list nodesyncs, to list pods in all namespaces, and to list configmaps in"
                    + " the namespace of the operator; with the right to get replicasets, Deployments are read and not"
                    + " guessed from names.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:No running container is exposed.",
            "1:There is no such block, it is not in force, or the cluster does not answer.",
            "2:The command line is wrong.",
            "3:Running containers are exposed."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis exposed af-alg",
            "  portcullis exposed af-alg --output json",
            "  portcullis exposed af-alg --context staging"
        })
public final class ExposedCommand implements Callable<Integer> {

    private static final int EXPOSED = 3;
    private static final String SYSTEM = "kube-system";

    /** The reasons of {@code Ready} while some documents may lack the block. */
    private static final Set<String> UNDECIDED = Set.of("Rendering", "ObjectsNotBlocked");

    @Parameters(paramLabel = "BLOCK", description = "The name of a SyscallBlock.")
    private String name = "";

    @Option(
            names = "--namespace",
            paramLabel = "NAMESPACE",
            defaultValue = "portcullis-system",
            description = "Where the operator runs. Default: ${DEFAULT-VALUE}.")
    private String namespace = "";

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        try (ConnectedCluster cluster = options.connect()) {
            StillExposed exposed = ask(cluster);
            Console.of(Objects.requireNonNull(spec))
                    .out(output.print(() -> StillExposedText.of(exposed), () -> StillExposedJson.of(exposed)));
            return exposed.containers().isEmpty() ? 0 : EXPOSED;
        }
    }

    private StillExposed ask(ConnectedCluster cluster) {
        SyscallBlock object = cluster.object(SyscallBlock.class, name);
        SyscallBlockStatus status = Objects.requireNonNullElse(object.getStatus(), SyscallBlockStatus.EMPTY);
        Block block = inForce(object, status);
        boolean decided = status.condition("Ready")
                .filter(ready -> !UNDECIDED.contains(ready.getReason()))
                .isPresent();
        boolean fills = status.holds("Enforced");
        Set<String> exemptNamespaces = exemptNamespaces(status);
        Map<String, NodeHistory> nodes = cluster.histories();
        BlockCovers covers = cluster.ask(
                "list configmaps in the namespace " + namespace,
                client -> BlockCovers.read(client, namespace, block, BlockMarks.key(object), decided));
        StillExposed.Judging judging = cluster.ask("list pods in all namespaces", client -> new PodList(client)
                .running(() -> new StillExposed.Judging(name, fills, covers::of, nodes, exemptNamespaces)));
        Owners owners = new Owners(cluster);
        return judging.done(container -> RestartHint.of(container, owners.of(container)));
    }

    /** As the operator has them; until it has counted, those that every operator has. */
    private Set<String> exemptNamespaces(SyscallBlockStatus status) {
        Exposure exposed = status.exposed();
        return exposed == null
                ? Set.of(SYSTEM, namespace)
                : Set.copyOf(Objects.requireNonNullElse(exposed.exemptNamespaces(), List.of()));
    }

    private Block inForce(SyscallBlock object, SyscallBlockStatus status) {
        if (object.isMarkedForDeletion()) {
            throw new ClusterException("SyscallBlock " + name + " was deleted, and denies nothing any more");
        }
        Block block =
                switch (BlockReader.read(name, object.getSpec())) {
                    case BlockReading.Read read -> read.block();
                    case BlockReading.Refused refused ->
                        throw new ClusterException("SyscallBlock " + name + " is not in force: "
                                + String.valueOf(refused.findings().getFirst()));
                };
        if (block.isExpired(Instant.now())) {
            throw new ClusterException("SyscallBlock " + name + " ended at " + block.expires());
        }
        if (!Objects.equals(status.observedGeneration(), object.getMetadata().getGeneration())) {
            throw new ClusterException("the operator has not seen SyscallBlock " + name + " as it is: ask again");
        }
        return block;
    }
}
