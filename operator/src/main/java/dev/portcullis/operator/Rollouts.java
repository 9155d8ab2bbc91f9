package dev.portcullis.operator;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds what the nodes report into how far each rendition has come. A node has a rendition when it has applied everything
 * up to the revision of its ConfigMap and does not list it as a failure; so one number per node answers for all objects.
 */
final class Rollouts {

    private final NavigableMap<String, NodeReport> nodes = new TreeMap<>();
    private final Map<String, Long> revisions = new HashMap<>();
    private final NavigableMap<Long, String> byRevision = new TreeMap<>();
    private int wantedByDaemonSet;

    /** Takes a node's newest report (null: the node is gone) and names the objects that it changes something for. */
    synchronized Set<String> report(String node, @Nullable NodeReport now) {
        NodeReport before = now == null ? nodes.remove(node) : nodes.put(node, now);
        if (before == null || now == null) {
            return new HashSet<>(revisions.keySet());
        }
        long low = Math.min(before.appliedRevision(), now.appliedRevision());
        long high = Math.max(before.appliedRevision(), now.appliedRevision());
        Set<String> concerned =
                new HashSet<>(byRevision.subMap(low, false, high, true).values());
        concerned.addAll(differing(before.failures(), now.failures()));
        return concerned;
    }

    /** Takes on how many nodes the agent's DaemonSet wants to run, and names the objects that it changes something for. */
    synchronized Set<String> daemonSetWants(int count) {
        int before = desired();
        wantedByDaemonSet = count;
        return desired() == before ? Set.of() : new HashSet<>(revisions.keySet());
    }

    /** An object's rendition is carried by a ConfigMap of this revision. */
    synchronized void carried(String object, long revision) {
        Long before = revisions.put(object, revision);
        if (before != null) {
            byRevision.remove(before);
        }
        byRevision.put(revision, object);
    }

    /** An object is gone. */
    synchronized void drop(String object) {
        Long revision = revisions.remove(object);
        if (revision != null) {
            byRevision.remove(revision);
        }
    }

    /** How far the object's rendition has come; nobody has it when it has none. */
    synchronized Progress progress(String object) {
        long revision = revisions.getOrDefault(object, Long.MAX_VALUE);
        int synced = 0;
        List<NodeFailure> failures = new ArrayList<>();
        List<String> waitingFor = new ArrayList<>();
        for (Map.Entry<String, NodeReport> node : nodes.entrySet()) {
            FileFailure failure = node.getValue().failures().get(object);
            if (failure != null) {
                failures.add(new NodeFailure(node.getKey(), failure.reason(), failure.message()));
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

    private static Set<String> differing(Map<String, FileFailure> one, Map<String, FileFailure> other) {
        Set<String> names = new HashSet<>();
        one.forEach((name, failure) -> {
            if (!failure.equals(other.get(name))) {
                names.add(name);
            }
        });
        other.keySet().stream().filter(name -> !one.containsKey(name)).forEach(names::add);
        return names;
    }
}
