package dev.portcullis.reference;

import dev.portcullis.Portcullis;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Commands and their options, as the program itself knows them. */
final class CommandPage {

    /** The processes of a cluster: people set their options by the chart or by variables. */
    private static final List<String> PROCESSES = List.of("operator", "agent", "observer", "purge");

    private static final Set<String> OF_ALL = Set.of("--help", "--version");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:(\\w+)(?::-(.*))?}");
    private static final Pattern SAID_OF_DEFAULT = Pattern.compile("\\s*Default: \\$.*$");

    private CommandPage() {}

    /** The commands that people type. */
    static String commands() {
        Markdown page = new Markdown()
                .heading(1, "Commands")
                .paragraph("All that `portcullis` can do, without the [processes of a cluster](settings.md). Every"
                        + " command also has `-h`, `--help` and `-V`, `--version`. Those that ask a cluster are"
                        + " there as `kubectl portcullis` too: [the plugin](../kubectl-plugin.md) shows what they"
                        + " print.");
        Portcullis.commandLine().getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(spec ->
                        !PROCESSES.contains(spec.name()) && !spec.usageMessage().hidden())
                .forEach(spec -> describe(page, "portcullis", spec));
        return page.toString();
    }

    /** The options of the processes. */
    static String settings() {
        Markdown page = new Markdown()
                .heading(1, "Settings")
                .paragraph("What operator, agent, observer and purge can be told, by an option or by a variable of the"
                        + " environment; the option wins. [The chart](../../helm/portcullis/README.md) sets"
                        + " most of them from its values, and `config/` has them in the manifests.");
        List<CommandSpec> processes = Portcullis.commandLine().getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(spec -> PROCESSES.contains(spec.name()))
                .toList();
        for (CommandSpec spec : processes) {
            page.heading(2, "portcullis " + spec.name())
                    .paragraph(first(spec.usageMessage().description()));
            List<List<String>> rows = new ArrayList<>();
            for (OptionSpec option : shown(spec)) {
                Matcher variable = VARIABLE.matcher(written(option));
                boolean set = variable.matches();
                String byDefault = set ? Optional.ofNullable(variable.group(2)).orElse("") : written(option);
                rows.add(List.of(
                        Markdown.code(String.join(", ", option.names())),
                        set ? Markdown.code(variable.group(1)) : "",
                        Markdown.code(byDefault),
                        Markdown.words(SAID_OF_DEFAULT.matcher(words(option)).replaceAll(""))));
            }
            page.table(List.of("option", "variable", "default", "meaning"), rows);
        }
        return page.toString();
    }

    private static void describe(Markdown page, String parent, CommandSpec spec) {
        String name = parent + " " + spec.name();
        page.heading(parent.contains(" ") ? 3 : 2, name);
        paragraphs(spec.usageMessage().description()).forEach(page::paragraph);
        if (spec.subcommands().isEmpty()) {
            page.code("text", synopsis(name, spec));
            List<List<String>> rows = new ArrayList<>();
            spec.positionalParameters().stream()
                    .filter(parameter -> !parameter.hidden())
                    .forEach(parameter ->
                            rows.add(List.of(Markdown.code(parameter.paramLabel()), Markdown.words(words(parameter)))));
            for (OptionSpec option : shown(spec)) {
                rows.add(List.of(Markdown.code(form(option)), Markdown.words(words(option))));
            }
            page.table(List.of("argument", "meaning"), rows);
        }
        List<List<String>> statuses = spec.usageMessage().exitCodeList().entrySet().stream()
                .map(status -> List.of(status.getKey(), Markdown.words(plain(status.getValue()))))
                .toList();
        page.table(List.of("exit status", "when"), statuses);
        List<String> footer = Arrays.stream(spec.usageMessage().footer())
                .map(CommandPage::plain)
                .filter(line -> line.startsWith("  "))
                .map(String::strip)
                .toList();
        if (!footer.isEmpty()) {
            page.code("sh", footer);
        }
        spec.subcommands().values().forEach(below -> describe(page, name, below.getCommandSpec()));
    }

    private static List<String> synopsis(String name, CommandSpec spec) {
        String[] custom = spec.usageMessage().customSynopsis();
        return custom.length > 0
                ? Arrays.stream(custom).map(CommandPage::plain).toList()
                : new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF))
                        .abbreviatedSynopsis()
                        .replaceFirst("^" + Pattern.quote(spec.qualifiedName()), Matcher.quoteReplacement(name))
                        .lines()
                        .toList();
    }

    private static List<OptionSpec> shown(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !option.hidden() && !OF_ALL.contains(option.longestName()))
                .toList();
    }

    private static String form(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
    }

    /** The default as the sources have it, with variables. */
    private static String written(OptionSpec option) {
        CommandLine.Option annotation =
                ((AnnotatedElement) option.userObject()).getAnnotation(CommandLine.Option.class);
        String value = annotation.defaultValue();
        // What picocli has for an annotation that names none.
        return value.startsWith("__") ? "" : value;
    }

    private static String words(ArgSpec argument) {
        return plain(String.join(" ", argument.description()));
    }

    private static String first(String... description) {
        return paragraphs(description).getFirst();
    }

    /** The lines of a description, joined where no empty line is between them. */
    private static List<String> paragraphs(String... lines) {
        String all =
                String.join("\n", Arrays.stream(lines).map(CommandPage::plain).toList());
        return Arrays.stream(all.split("\n\n+"))
                .filter(paragraph -> !paragraph.isBlank())
                .map(Markdown::words)
                .toList();
    }

    private static String plain(String text) {
        return Help.Ansi.OFF.string(text.replace("%n", "\n").replace("%%", "%").replace("$$", "$"));
    }
}
