package dev.portcullis.cli;

import dev.portcullis.telemetry.Version;
import picocli.CommandLine.Command;

/** What has to do with capabilities. */
@Command(
        name = "capabilities",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Translates between capabilities' names and masks.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DecodeCapabilitiesCommand.class, EncodeCapabilitiesCommand.class})
public final class CapabilitiesCommand {}
