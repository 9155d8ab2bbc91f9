package dev.portcullis.cli.node;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.cli.fleet.FleetNode;
import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.cli.fleet.NodeState;
import dev.portcullis.rendition.Content;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.RevisionHistory.Since;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one node, as its report and the objects tell.
 *
 * @param state how the node stands
 * @param report what its agent reports; null for nothing
 * @param entries failed files first, then by path
 */
record NodeInventory(NodeState state, @Nullable NodeSyncStatus report, List<Entry> entries) {

    /**
     * A file.
     *
     * @param file its path below the agent's directory
     * @param object the object that asks for it; null when none does
     * @param state in a word: {@code Present}, {@code NotYet}, {@code Unknown}, or the reason of a failure
     * @param since since when it is there as the object's rendition asks; empty when that is not known
     * @param message what happened to a file that failed
     */
    record Entry(String file, @Nullable FleetObject object, String state, String since, String message) {

        boolean isPresent() {
            return state.equals(PRESENT);
        }
    }

    private static final String PRESENT = "Present";
    private static final String NOT_YET = "NotYet";
    private static final String UNKNOWN = "Unknown";

    static NodeInventory of(FleetNode node, NodeState state, List<FleetObject> objects) {
        NodeSyncStatus report = node.status();
        NodeHistory history = NodeHistory.of(report);
        Map<String, FileFailure> failures = new HashMap<>();
        if (report != null) {
            report.listedFailures().forEach(failure -> failures.put(failure.file(), failure));
        }
        List<Entry> entries = new ArrayList<>();
        for (FleetObject object : objects) {
            if (object.selector().match(node.labels()) == NodeSelector.Match.NO) {
                continue;
            }
            files(object).forEach(file -> {
                FileFailure failure = failures.remove(file.value());
                entries.add(failure == null ? entry(file, object, history) : failed(failure, object));
            });
        }
        failures.values().forEach(failure -> entries.add(failed(failure, null)));
        entries.sort(Comparator.comparing(Entry::isPresent).thenComparing(Entry::file));
        return new NodeInventory(state, report, List.copyOf(entries));
    }

    private static Entry failed(FileFailure failure, @Nullable FleetObject object) {
        return new Entry(failure.file(), object, failure.reason(), "", failure.message());
    }

    private static Entry entry(FilePath file, FleetObject object, NodeHistory history) {
        Long revision = object.status().revision();
        if (revision == null || (object.status().rollout() != null && !isOver(object))) {
            // Nodes of a rollout by stages have one version or the other; who has which is not told.
            return new Entry(file.value(), object, UNKNOWN, "", unknown(object));
        }
        return switch (history.since(file, revision)) {
            case Since.Known known ->
                new Entry(file.value(), object, PRESENT, known.time().toString(), "");
            case Since.AtTheLatest first -> new Entry(file.value(), object, PRESENT, "before " + first.time(), "");
            case Since.NotYet none -> new Entry(file.value(), object, NOT_YET, "", "");
        };
    }

    private static String unknown(FleetObject object) {
        return object.status().rollout() == null
                ? "the object tells no revision of it"
                : "a change goes out by stages: the node has this version or the one before";
    }

    private static boolean isOver(FleetObject object) {
        return "Completed"
                .equals(Objects.requireNonNull(object.status().rollout()).phase());
    }

    /** The files that an object was rendered to. */
    private static Stream<FilePath> files(FleetObject object) {
        if (!object.status().wasDelivered()
                || (object.status() instanceof SyscallBlockStatus block && block.filling() == null)) {
            return Stream.empty();
        }
        Kind kind = object.subject().kind();
        return kind.contents().stream()
                .filter(content -> content != Content.SECCOMP || object.status().sha256() != null)
                .map(content -> new FilePath(kind, object.subject().name(), content));
    }
}
