package dev.portcullis.operator;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeFailure;
import dev.portcullis.rendition.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Folds what the nodes report into how far each rendition has come. A node has a rendition when it has applied everything
 * up to the revision of its ConfigMap and does not list it as a failure; so one number per node answers for all objects.
 */
final class Rollouts {

    private final NavigableMap<String, NodeReport> nodes = new TreeMap<>();
    private final Map<Subject, Long> revisions = new HashMap<>();
    private final NavigableMap<Long, Subject> byRevision = new TreeMap<>();
    private int wantedByDaemonSet;

    /** Takes a node's newest report (null: the node is gone) and names the objects that it changes something for. */
    synchronized Set<Subject> report(String node, @Nullable NodeReport now) {
        NodeReport before = now == null ? nodes.remove(node) : nodes.put(node, now);
        if (before == null || now == null) {
            return new HashSet<>(revisions.keySet());
        }
        long low = Math.min(before.appliedRevision(), now.appliedRevision());
        long high = Math.max(before.appliedRevision(), now.appliedRevision());
        Set<Subject> concerned =
                new HashSet<>(byRevision.subMap(low, false, high, true).values());
        concerned.addAll(differing(before.failures(), now.failures()));
        return concerned;
    }

    /** Takes on how many nodes the agent's DaemonSet wants to run, and names the objects that it changes something for. */
    synchronized Set<Subject> daemonSetWants(int count) {
        int before = desired();
        wantedByDaemonSet = count;
        return desired() == before ? Set.of() : new HashSet<>(revisions.keySet());
    }

    /** An object's rendition is carried by a ConfigMap of this revision. */
    synchronized void carried(Subject object, long revision) {
        Long before = revisions.put(object, revision);
        if (before != null) {
            byRevision.remove(before);
        }
        byRevision.put(revision, object);
    }

    /** An object is gone. */
    synchronized void drop(Subject object) {
        Long revision = revisions.remove(object);
        if (revision != null) {
            byRevision.remove(revision);
        }
    }

    /** How far the object's rendition has come; nobody has it when it has none. */
    synchronized Progress progress(Subject object) {
        long revision = revisions.getOrDefault(object, Long.MAX_VALUE);
        int synced = 0;
        List<NodeFailure> failures = new ArrayList<>();
        List<String> waitingFor = new ArrayList<>();
        for (Map.Entry<String, NodeReport> node : nodes.entrySet()) {
            List<FileFailure> failed = node.getValue().failures().get(object);
            if (failed != null) {
                failures.add(failure(node.getKey(), failed));
            } else if (node.getValue().has(revision)) {
                synced++;
            } else {
                waitingFor.add(node.getKey());
            }
        }
        return new Progress(desired(), synced, failures, waitingFor);
    }

    /** On how many nodes every rendition should be. */
    synchronized int desired() {
        return Math.max(nodes.size(), wantedByDaemonSet);
    }

    /** A policy's files can fail both, and for different reasons. */
    private static NodeFailure failure(String node, List<FileFailure> failed) {
        FileFailure first = failed.getFirst();
        return failed.size() == 1
                ? new NodeFailure(node, first.reason(), first.message())
                : new NodeFailure(
                        node,
                        first.reason(),
                        failed.stream()
                                .map(failure -> failure.file() + ": " + failure.message())
                                .collect(Collectors.joining("; ")));
    }

    private static Set<Subject> differing(Map<Subject, List<FileFailure>> one, Map<Subject, List<FileFailure>> other) {
        Set<Subject> subjects = new HashSet<>(one.keySet());
        subjects.addAll(other.keySet());
        subjects.removeIf(subject -> Objects.equals(one.get(subject), other.get(subject)));
        return subjects;
    }
}
