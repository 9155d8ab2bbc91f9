package dev.portcullis.cli.capabilities;

import dev.portcullis.telemetry.Version;
import picocli.CommandLine.Command;

/** What has to do with capabilities. */
@Command(
        name = "capabilities",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Translates between capabilities' names and masks, and says what containers hold.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DecodeCapabilitiesCommand.class,
            EncodeCapabilitiesCommand.class,
            ExplainCapabilitiesCommand.class
        })
public final class CapabilitiesCommand {}
