package dev.portcullis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A completion script for fish (its manual, "complete"), which picocli does not write. */
final class FishCompletion {

    private final String program;
    private final List<String> lines = new ArrayList<>();

    private FishCompletion(String program) {
        this.program = program;
    }

    static String of(CommandLine root) {
        FishCompletion script = new FishCompletion(root.getCommandName());
        script.commands(root, "__fish_use_subcommand");
        Map<String, CommandLine> commands = visible(root);
        commands.forEach((name, command) -> script.command(name, command, withoutGroups(name, commands)));
        script.names();
        return String.join("\n", script.lines) + "\n";
    }

    private static Map<String, CommandLine> visible(CommandLine group) {
        Map<String, CommandLine> commands = new TreeMap<>(group.getSubcommands());
        commands.values()
                .removeIf(command -> command.getCommandSpec().usageMessage().hidden());
        return commands;
    }

    /** Names of objects, which the cluster knows. */
    private void names() {
        lines.add("complete -c " + program + " -n '__fish_seen_subcommand_from " + String.join(" ", NameKind.commands())
                + "' -f -a '(" + program
                + " __complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null | string match -v \':*\')'");
    }

    /** Part of a condition: commands in a group may have the name of one outside. */
    private static String withoutGroups(String name, Map<String, CommandLine> commands) {
        StringJoiner groups = new StringJoiner(" ", "; and not __fish_seen_subcommand_from ", "").setEmptyValue("");
        commands.forEach((other, command) -> {
            if (!other.equals(name) && !command.getSubcommands().isEmpty()) {
                groups.add(other);
            }
        });
        return groups.toString();
    }

    private void command(String name, CommandLine command, String elsewhere) {
        String here = "__fish_seen_subcommand_from " + name + elsewhere;
        Map<String, CommandLine> nested = new TreeMap<>(command.getSubcommands());
        if (nested.isEmpty()) {
            options(command, here);
            return;
        }
        commands(command, here + "; and not __fish_seen_subcommand_from " + String.join(" ", nested.keySet()));
        nested.forEach((one, inner) -> options(inner, here + "; and __fish_seen_subcommand_from " + one));
    }

    private void commands(CommandLine group, String condition) {
        visible(group)
                .forEach((name, command) -> complete(
                        condition,
                        "-f -a " + quoted(name),
                        command.getCommandSpec().usageMessage().description()));
    }

    private void options(CommandLine command, String condition) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (option.hidden()) {
                continue;
            }
            StringJoiner words = new StringJoiner(" ");
            for (String name : option.names()) {
                words.add(name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1));
            }
            if (option.arity().max() > 0) {
                List<String> values = new ArrayList<>();
                if (option.completionCandidates() != null) {
                    option.completionCandidates().forEach(values::add);
                }
                words.add(values.isEmpty() ? "-r" : "-x -a " + quoted(String.join(" ", values)));
            }
            complete(condition, words.toString(), option.description());
        }
    }

    private void complete(String condition, String words, String[] description) {
        String first = description.length == 0 ? "" : description[0].split("(?<=[.;:]) |%n", 2)[0];
        lines.add("complete -c " + program + " -n " + quoted(condition) + " " + words + " -d " + quoted(first));
    }

    /** In single quotes fish reads everything as it is, but for these two characters. */
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
