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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prints a completion script for a shell.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:The script is printed.", "2:The command line is wrong."},
        footer = {
            "",
            "Examples:",
            "  source <(portcullis completion)",
            "    for this shell; in ~/.bashrc or ~/.zshrc for every shell",
            "  portcullis completion bash > /etc/bash_completion.d/portcullis",
            "    for all users of this machine",
            "  portcullis completion fish > ~/.config/fish/completions/portcullis.fish",
            "    for fish"
        })
public final class CompletionCommand implements Callable<Integer> {

    /** A shell for which there is a script. */
    enum Shell {
        bash,
        /** It reads bash's script, which asks for what that needs. */
        zsh,
        fish
    }

    @Parameters(
            paramLabel = "SHELL",
            arity = "0..1",
            defaultValue = "bash",
            description = "The shell: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Shell shell = Shell.bash;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        CommandLine root = own.root().commandLine();
        Console.of(own)
                .out(
                        switch (shell) {
                            case bash, zsh ->
                                AutoComplete.bash(root.getCommandName(), root) + names(root.getCommandName());
                            case fish -> FishCompletion.of(root);
                        });
        return 0;
    }

    /** Has bash ask the cluster for names where a command takes them; what picocli writes completes the rest. */
    private static String names(String program) {
        return """

                # Names of objects, which the cluster knows.
                function _complete_names_PROGRAM() {
                  _complete_PROGRAM
                  local word=${COMP_WORDS[COMP_CWORD]} found
                  case ${COMP_WORDS[1]:-} in COMMANDS) ;; *) return 0 ;; esac
                  [[ $COMP_CWORD -gt 1 && $word != -* ]] || return 0
                  found=$("${COMP_WORDS[0]}" __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | grep -v '^:')
                  [[ -z $found ]] || COMPREPLY=($(compgen -W "$found" -- "$word"))
                }
                complete -F _complete_names_PROGRAM -o default PROGRAM
                """.replace("PROGRAM", program).replace("COMMANDS", String.join(" | ", NameKind.commands()));
    }
}
