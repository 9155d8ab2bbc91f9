package dev.portcullis.cli.rollout;

import dev.portcullis.telemetry.Version;
import picocli.CommandLine.Command;

/** The command {@code rollout}, with its subcommands. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows changes that go out by stages, and approves or aborts them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RolloutStatusCommand.class, ApproveRolloutCommand.class, AbortRolloutCommand.class})
public final class RolloutCommand {}
