package dev.portcullis.cli.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The exposed containers for people. */
final class StillExposedText {

    private static final List<String> HEAD = List.of("POD", "CONTAINER", "NODE", "STARTED", "WHY");

    private StillExposedText() {}

    static String of(StillExposed exposed) {
        StringBuilder text = new StringBuilder(summary(exposed)).append("\n");
        Map<String, List<StillExposed.One>> namespaces = exposed.containers().stream()
                .collect(Collectors.groupingBy(
                        one -> one.container().namespace(), LinkedHashMap::new, Collectors.toList()));
        namespaces.forEach((namespace, containers) -> {
            text.append("\nnamespace ").append(namespace).append("\n");
            table(text, containers);
            containers.stream().map(one -> one.remedy().line()).distinct().forEach(line -> text.append("  ")
                    .append(line)
                    .append("\n"));
        });
        return text.toString();
    }

    private static String summary(StillExposed exposed) {
        int count = exposed.containers().size();
        String said = count == 0
                ? "no running container is exposed to what SyscallBlock " + exposed.block() + " denies"
                : count + (count == 1 ? " running container is" : " running containers are")
                        + " exposed to what SyscallBlock " + exposed.block() + " denies";
        return exposed.exempt() == 0
                ? said
                : said + "; " + exposed.exempt() + " more are exempt, by their profile or namespace";
    }

    private static void table(StringBuilder text, List<StillExposed.One> containers) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        containers.forEach(one -> rows.add(List.of(
                one.container().pod(),
                one.container().container(),
                one.container().node(),
                Objects.toString(one.container().startedAt(), "-"),
                one.exposed().words())));
        int[] widths = new int[HEAD.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("  ");
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 3));
            }
            text.append(line.toString().stripTrailing()).append("\n");
        }
    }
}
