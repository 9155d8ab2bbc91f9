package dev.portcullis;

import dev.portcullis.cli.report.Console;
import dev.portcullis.telemetry.Version;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prints a completion script for bash and zsh.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:The script is printed.", "2:The command line is wrong."},
        footer = {
            "",
            "Examples:",
            "  source <(portcullis completion)",
            "    for this shell; in ~/.bashrc or ~/.zshrc for every shell",
            "  portcullis completion > /etc/bash_completion.d/portcullis",
            "    for all users of this machine"
        })
public final class CompletionCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        CommandLine root = own.root().commandLine();
        Console.of(own).out(AutoComplete.bash(root.getCommandName(), root));
        return 0;
    }
}
