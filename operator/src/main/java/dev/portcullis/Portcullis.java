package dev.portcullis;

import dev.portcullis.agent.AgentCommand;
import dev.portcullis.cli.capabilities.CapabilitiesCommand;
import dev.portcullis.cli.check.CheckCommand;
import dev.portcullis.cli.check.ValidateCommand;
import dev.portcullis.cli.compare.DiffCommand;
import dev.portcullis.cli.compare.MergeCommand;
import dev.portcullis.cli.explain.ExplainCommand;
import dev.portcullis.cli.imports.ImportCommand;
import dev.portcullis.cli.render.RenderCommand;
import dev.portcullis.operator.OperatorCommand;
import dev.portcullis.purge.PurgeCommand;
import dev.portcullis.telemetry.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The executable {@code portcullis}: one subcommand per role. */
@Command(
        name = "portcullis",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Puts seccomp profiles on every node of a Kubernetes cluster and reports truthfully where they are.",
        synopsisSubcommandLabel = "COMMAND")
public final class Portcullis {

    private static final List<Class<?>> COMMANDS = List.of(
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
            VersionCommand.class,
            HelpCommand.class);

    /** Commands that list all others. */
    private static final Set<Class<?>> GUIDES = Set.of(CompletionCommand.class, HelpCommand.class);

    private Portcullis() {}

    /** Runs one subcommand; the exit status is 0 for success, 1 for a failure, 2 for a wrong command line; each command's help names others. */
    public static void main(String[] args) {
        StandardOutput output = StandardOutput.ofProcess();
        CommandLine commandLine = commandLine(args).setOut(new PrintWriter(output));
        int status = commandLine.execute(args);
        System.exit(
                output.failure().map(failure -> unwritten(failure, commandLine)).orElse(status));
    }

    /** Tells why the output is not whole; a reader that has seen enough is no failure, and is told nothing. */
    private static int unwritten(IOException failure, CommandLine commandLine) {
        if (StandardOutput.isBrokenPipe(failure)) {
            return StandardOutput.BROKEN_PIPE;
        }
        PrintWriter err = commandLine.getErr();
        err.println(commandLine.getCommandName() + ": cannot write to standard output: " + failure.getMessage());
        err.flush();
        return 1;
    }

    /** The command line for these arguments, with only the command that they name: creating all of them takes time. */
    public static CommandLine commandLine(String... args) {
        List<Class<?>> chosen = COMMANDS.stream()
                .filter(command -> args.length > 0 && name(command).equals(args[0]))
                .filter(command -> !GUIDES.contains(command))
                .toList();
        CommandLine commandLine = new CommandLine(new Portcullis());
        for (Class<?> command : chosen.isEmpty() ? COMMANDS : chosen) {
            commandLine.addSubcommand(command);
        }
        OneLineErrors errors = new OneLineErrors();
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }
}
