package dev.portcullis.cli.capabilities;

import dev.portcullis.telemetry.Version;
import picocli.CommandLine.Command;

/** The command {@code capabilities}, with its subcommands. */
@Command(
        name = "capabilities",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Decodes and encodes capability masks, and explains what a policy's containers hold.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DecodeCapabilitiesCommand.class,
            EncodeCapabilitiesCommand.class,
            ExplainCapabilitiesCommand.class
        })
public final class CapabilitiesCommand {}
