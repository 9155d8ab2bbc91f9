package dev.portcullis.cli.rollout;

import dev.portcullis.api.Rollout;
import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.report.Console;
import dev.portcullis.telemetry.Version;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code rollout abort}. */
@Command(
        name = "abort",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "portcullis rollout abort [OPTIONS] OBJECT",
        description = {
            "Brings the files of before a change back to every node.",
            "",
            "They stay until the spec changes. Needs the rights to get and patch the object.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:The change is aborted.",
            "1:No change is under way, or the cluster does not answer.",
            "2:The command line is wrong."
        },
        footer = {"", "Examples:", "  portcullis rollout abort nginx", "  portcullis rollout abort policy/web"})
final class AbortRolloutCommand implements Callable<Integer> {

    private static final Set<String> OVER = Set.of("Completing", "Completed");

    @Mixin
    private ObjectOptions object = new ObjectOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        StagedObject aborted = object.with(own, (read, cluster) -> {
            if (OVER.contains(read.underWay().phase())) {
                throw new ClusterException("every node may have the change already: revert the spec instead");
            }
            read.annotate(Rollout.ABORT_ANNOTATION, Long.toString(read.generation()), cluster);
            return read;
        });
        Console.of(own).out("aborted generation " + aborted.generation() + " of " + aborted.subject() + "\n");
        return 0;
    }
}
