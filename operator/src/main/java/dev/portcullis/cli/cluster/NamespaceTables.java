package dev.portcullis.cli.cluster;

import dev.portcullis.cli.report.TextTable;
import dev.portcullis.usage.RunningContainer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Containers for people: a table for each namespace, in the order in which they come, with what to do beneath it.
 *
 * @param head the titles of the columns
 * @param container the container that a row is about
 * @param row its cells, as many as there are titles
 * @param advice what to do about it, in one line; none where nothing is to be done
 */
record NamespaceTables<T>(
        List<String> head,
        Function<T, RunningContainer> container,
        Function<T, List<String>> row,
        Function<T, Stream<String>> advice) {

    void write(List<T> containers, StringBuilder text) {
        Map<String, List<T>> namespaces = containers.stream()
                .collect(Collectors.groupingBy(
                        one -> container.apply(one).namespace(), LinkedHashMap::new, Collectors.toList()));
        namespaces.forEach((namespace, its) -> {
            text.append("\nnamespace ").append(namespace).append("\n");
            new TextTable(head).write(its.stream().map(row).toList(), text);
            its.stream().flatMap(advice).distinct().forEach(line -> text.append("  ")
                    .append(line)
                    .append("\n"));
        });
    }
}
