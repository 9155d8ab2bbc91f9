package dev.portcullis;

import dev.portcullis.agent.AgentCommand;
import dev.portcullis.cli.capabilities.CapabilitiesCommand;
import dev.portcullis.cli.check.CheckCommand;
import dev.portcullis.cli.check.ValidateCommand;
import dev.portcullis.cli.cluster.ExposedCommand;
import dev.portcullis.cli.cluster.PodsCommand;
import dev.portcullis.cli.compare.DiffCommand;
import dev.portcullis.cli.compare.MergeCommand;
import dev.portcullis.cli.doctor.DoctorCommand;
import dev.portcullis.cli.explain.ExplainCommand;
import dev.portcullis.cli.imports.ImportCommand;
import dev.portcullis.cli.node.NodeCommand;
import dev.portcullis.cli.observe.ObserveCommand;
import dev.portcullis.cli.render.RenderCommand;
import dev.portcullis.cli.rollout.RolloutCommand;
import dev.portcullis.cli.status.StatusCommand;
import dev.portcullis.cli.why.WhyCommand;
import dev.portcullis.observer.ObserverCommand;
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
import picocli.CommandLine.Model.CommandSpec;

/** The executable {@code portcullis}: one subcommand per role. */
@Command(
        name = "portcullis",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Puts seccomp profiles on every node of a Kubernetes cluster and reports truthfully where they are.",
        synopsisSubcommandLabel = "COMMAND")
public final class Portcullis {

    /** The commands' names, in the order of help. */
    static final List<String> COMMANDS = List.of(
            "operator",
            "agent",
            "observer",
            "import",
            "render",
            "validate",
            "explain",
            "diff",
            "merge",
            "check",
            "capabilities",
            "status",
            "node",
            "why",
            "doctor",
            "exposed",
            "pods",
            "observe",
            "rollout",
            "purge",
            "completion",
            "__complete",
            "version",
            "help");

    /** Commands that tell of all others. */
    private static final Set<String> GUIDES = Set.of("completion", "help");

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

    /**
     * The command line for these arguments, with no more than they need: creating all commands takes time. It has only the
     * one that they name, or a sketch of each where a single argument names none; without arguments it is whole.
     */
    public static CommandLine commandLine(String... args) {
        String first = args.length == 0 ? "" : args[0];
        CommandLine commandLine = new CommandLine(new Portcullis());
        if (COMMANDS.contains(first) && !GUIDES.contains(first)) {
            commandLine.addSubcommand(command(first));
        } else if (args.length == 1 && !GUIDES.contains(first)) {
            COMMANDS.forEach(name -> commandLine.addSubcommand(name, sketch(command(name))));
        } else {
            COMMANDS.forEach(name -> commandLine.addSubcommand(command(name)));
        }
        OneLineErrors errors = new OneLineErrors();
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    /** A table that loads only the class that is asked for, and reads no annotation. */
    static Class<?> command(String name) {
        return switch (name) {
            case "operator" -> OperatorCommand.class;
            case "agent" -> AgentCommand.class;
            case "observer" -> ObserverCommand.class;
            case "import" -> ImportCommand.class;
            case "render" -> RenderCommand.class;
            case "validate" -> ValidateCommand.class;
            case "explain" -> ExplainCommand.class;
            case "diff" -> DiffCommand.class;
            case "merge" -> MergeCommand.class;
            case "check" -> CheckCommand.class;
            case "capabilities" -> CapabilitiesCommand.class;
            case "status" -> StatusCommand.class;
            case "node" -> NodeCommand.class;
            case "why" -> WhyCommand.class;
            case "doctor" -> DoctorCommand.class;
            case "exposed" -> ExposedCommand.class;
            case "pods" -> PodsCommand.class;
            case "observe" -> ObserveCommand.class;
            case "rollout" -> RolloutCommand.class;
            case "purge" -> PurgeCommand.class;
            case "completion" -> CompletionCommand.class;
            case "__complete" -> CompleteWordsCommand.class;
            case "version" -> VersionCommand.class;
            case "help" -> HelpCommand.class;
            default -> throw new IllegalArgumentException("no command " + name);
        };
    }

    /** The part of a command that a list of all shows. */
    private static CommandSpec sketch(Class<?> command) {
        Command annotation = command.getAnnotation(Command.class);
        CommandSpec spec = CommandSpec.create().name(annotation.name());
        spec.usageMessage()
                .header(annotation.header())
                .description(annotation.description())
                .hidden(annotation.hidden());
        return spec;
    }
}
