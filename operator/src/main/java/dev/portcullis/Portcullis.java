package dev.portcullis;

import dev.portcullis.agent.AgentCommand;
import dev.portcullis.cli.CapabilitiesCommand;
import dev.portcullis.cli.CheckCommand;
import dev.portcullis.cli.CompletionCommand;
import dev.portcullis.cli.DiffCommand;
import dev.portcullis.cli.ExplainCommand;
import dev.portcullis.cli.ImportCommand;
import dev.portcullis.cli.MergeCommand;
import dev.portcullis.cli.RenderCommand;
import dev.portcullis.cli.ValidateCommand;
import dev.portcullis.operator.OperatorCommand;
import dev.portcullis.purge.PurgeCommand;
import dev.portcullis.telemetry.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The executable {@code portcullis}: one subcommand per role. */
@Command(
        name = "portcullis",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Puts seccomp profiles on every node of a Kubernetes cluster and says truthfully where they are.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            OperatorCommand.class,
            AgentCommand.class,
            ImportCommand.class,
            RenderCommand.class,
            ValidateCommand.class,
            ExplainCommand.class,
            DiffCommand.class,
            MergeCommand.class,
            CheckCommand.class,
            CapabilitiesCommand.class,
            PurgeCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class Portcullis {

    private Portcullis() {}

    /** Runs one subcommand; the exit status is 0 for success, 1 for a failure, 2 for a wrong command line. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line, as {@link #main} runs it. */
    public static CommandLine commandLine() {
        return new CommandLine(new Portcullis())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new ShortUsageErrors())
                .setExecutionExceptionHandler(new OneLineErrors());
    }
}
