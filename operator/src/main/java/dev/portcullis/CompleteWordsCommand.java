package dev.portcullis;

import dev.portcullis.cli.cluster.ClusterException;
import dev.portcullis.cli.cluster.ClusterOptions;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.cli.fleet.FleetReader;
import dev.portcullis.cli.report.Console;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code __complete}, which completion scripts call, and kubectl through {@code kubectl_complete-portcullis}: one
 * candidate a line, and at the end a line {@code :4} that says that files are none (the protocol of cobra's
 * {@code __complete}).
 */
@Command(name = "__complete", hidden = true, description = "Completes a command line, for shells.")
public final class CompleteWordsCommand implements Callable<Integer> {

    private static final String NO_FILES = ":4\n";

    @Parameters(arity = "0..*", description = "The words after the program's name; the last one is to be completed.")
    private List<String> words = List.of();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        List<String> typed = words.isEmpty() ? List.of("") : words;
        String last = typed.getLast();
        List<CharSequence> candidates = new ArrayList<>();
        CommandLine whole = Portcullis.commandLine();
        AutoComplete.complete(
                whole.getCommandSpec(), typed.toArray(String[]::new), typed.size() - 1, last.length(), 0, candidates);
        StringBuilder lines = new StringBuilder();
        candidates.stream()
                .map(rest -> last + rest)
                .filter(word -> !word.startsWith("__"))
                .forEach(word -> lines.append(word).append('\n'));
        NameKind.of(typed.subList(0, typed.size() - 1)).ifPresent(kind -> {
            if (!last.startsWith("-")) {
                names(kind).stream().filter(name -> name.startsWith(last)).forEach(name -> lines.append(name)
                        .append('\n'));
            }
        });
        Console.of(own).out(lines + NO_FILES);
        return 0;
    }

    /** Whoever completes a word is told nothing of a cluster that does not answer. */
    private List<String> names(NameKind kind) {
        try (ConnectedCluster cluster = options.connect()) {
            FleetReader reader = new FleetReader(cluster.answers());
            return new TreeMap<>(kind.collections())
                    .descendingMap().entrySet().stream()
                            .flatMap(one -> names(reader, one.getKey()).map(name -> one.getValue() + name))
                            .toList();
        } catch (ClusterException e) {
            return List.of();
        }
    }

    private static Stream<String> names(FleetReader reader, String plural) {
        try {
            return reader.names("apis/portcullis.dev/v1/" + plural).stream();
        } catch (KubernetesClientException e) {
            return Stream.empty();
        }
    }
}
