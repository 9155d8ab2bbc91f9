package dev.portcullis.cli.rollout;

import dev.portcullis.api.Rollout;
import dev.portcullis.api.RolloutStatus;
import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.report.Console;
import dev.portcullis.telemetry.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code rollout approve}. */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "portcullis rollout approve [OPTIONS] OBJECT",
        description = {
            "Lets a change go on that waits for approval.",
            "",
            "Approves the step that waits now, and no other. Needs the rights to get and patch the object.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:The step is approved.",
            "1:Nothing waits for approval, or the cluster does not answer.",
            "2:The command line is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  portcullis rollout approve nginx",
            "  portcullis rollout approve policy/web --anyway"
        })
final class ApproveRolloutCommand implements Callable<Integer> {

    private static final String ANYWAY = "/anyway";

    @Mixin
    private ObjectOptions object = new ObjectOptions();

    @Option(
            names = "--anyway",
            description = "Go on in spite of what stopped it: a node that could not write, or a gate.")
    private boolean anyway;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        RolloutStatus approved = object.with(own, (read, cluster) -> {
            RolloutStatus waits = read.underWay();
            // A remark makes each approval another text, so that one of before is not taken for it.
            read.annotate(
                    Rollout.APPROVE_ANNOTATION,
                    approval(waits) + " " + Instant.now().truncatedTo(ChronoUnit.SECONDS),
                    cluster);
            return waits;
        });
        Console.of(own).out("approved step " + approved.step() + " of " + approved.steps() + "\n");
        return 0;
    }

    private String approval(RolloutStatus waits) {
        String approval = waits.approval();
        if (approval == null) {
            throw new ClusterException("nothing waits for approval: " + waits.phase() + ", " + waits.message());
        }
        if (approval.endsWith(ANYWAY) && !anyway) {
            throw new ClusterException("it has stopped: " + waits.message() + "; --anyway goes on in spite of that");
        }
        return approval;
    }
}
