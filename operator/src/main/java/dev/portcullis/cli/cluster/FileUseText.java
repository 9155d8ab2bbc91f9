package dev.portcullis.cli.cluster;

import dev.portcullis.rendition.RevisionHistory.Since;
import dev.portcullis.usage.Freshness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The use of a file for people. */
final class FileUseText {

    private static final List<String> HEAD = List.of("POD", "CONTAINER", "NODE", "STARTED", "FILE THERE", "STATE");

    private FileUseText() {}

    static String of(FileUse use) {
        StringBuilder text = new StringBuilder(summary(use)).append("\n");
        Map<String, List<FileUse.Judged>> namespaces = use.containers().stream()
                .collect(Collectors.groupingBy(
                        one -> one.container().namespace(), LinkedHashMap::new, Collectors.toList()));
        namespaces.forEach((namespace, containers) -> {
            text.append("\nnamespace ").append(namespace).append("\n");
            table(text, containers);
            containers.stream()
                    .filter(one -> one.freshness().isDoubtful())
                    .map(one -> one.restart().line())
                    .distinct()
                    .forEach(line -> text.append("  ").append(line).append("\n"));
        });
        if (use.uncertain() > 0) {
            text.append("\nuncertain: started before the history of its node begins; restart it to be sure\n");
        }
        if (use.containers().stream().anyMatch(one -> one.since() instanceof Since.NotYet)) {
            text.append("\nnot yet: the node does not have the file as it is; a restart helps once it has\n");
        }
        return text.toString();
    }

    private static String summary(FileUse use) {
        String file = use.file().localhostProfile();
        if (use.all() == 0) {
            return "no running container uses " + file;
        }
        if (use.stale() + use.uncertain() == 0) {
            return count(use.all()) + " with " + file + (use.all() == 1 ? " has" : " have") + " it as it is";
        }
        String stale =
                use.stale() + " of " + count(use.all()) + " with " + file + " started before its node had it as it is";
        return use.uncertain() == 0 ? stale : stale + ", and " + use.uncertain() + " may have";
    }

    private static String count(int containers) {
        return containers == 1 ? "1 running container" : containers + " running containers";
    }

    private static void table(StringBuilder text, List<FileUse.Judged> containers) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        containers.forEach(one -> rows.add(List.of(
                one.container().pod(),
                one.container().container(),
                one.container().node(),
                one.started().toString(),
                since(one.since()),
                state(one.freshness()))));
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

    private static String since(Since since) {
        return switch (since) {
            case Since.Known known -> known.time().toString();
            case Since.AtTheLatest first -> "by " + first.time();
            case Since.NotYet notYet -> "not yet";
        };
    }

    private static String state(Freshness freshness) {
        return switch (freshness) {
            case FRESH -> "fresh";
            case STALE -> "stale";
            case UNCERTAIN -> "uncertain";
        };
    }
}
