package dev.portcullis.cli.cluster;

import dev.portcullis.rendition.RevisionHistory.Since;
import dev.portcullis.usage.Freshness;
import java.util.List;
import java.util.stream.Stream;

/** The use of a file for people. */
final class FileUseText {

    private static final NamespaceTables<FileUse.Judged> TABLES = new NamespaceTables<>(
            List.of("POD", "CONTAINER", "NODE", "STARTED", "FILE THERE", "STATE"),
            FileUse.Judged::container,
            one -> List.of(
                    one.container().pod(),
                    one.container().container(),
                    one.container().node(),
                    one.started().toString(),
                    since(one.since()),
                    state(one.freshness())),
            one -> one.freshness().isDoubtful() ? Stream.of(one.restart().line()) : Stream.empty());

    private FileUseText() {}

    static String of(FileUse use) {
        StringBuilder text = new StringBuilder(summary(use)).append("\n");
        TABLES.write(use.containers(), text);
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
