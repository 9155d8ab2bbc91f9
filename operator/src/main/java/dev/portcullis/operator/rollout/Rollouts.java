package dev.portcullis.operator.rollout;

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
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Folds the nodes' reports into the progress of each rendition. A node has a rendition when it has applied everything
 * up to the revision of its ConfigMap and does not list it as a failure; so one number per node answers for all
 * objects. Only nodes with an agent's pod count, and only those with a ready agent are waited for.
 */
public final class Rollouts {

    private final NavigableMap<String, NodeReport> reports = new TreeMap<>();
    private final NavigableMap<String, Map<String, AgentPod.State>> agents = new TreeMap<>();
    /** Nodes that came or came back a moment ago, and the revision that they have to catch up to. */
    private final Map<String, Long> arriving = new HashMap<>();

    private final Map<Subject, Long> revisions = new HashMap<>();
    private final NavigableMap<Long, Subject> byRevision = new TreeMap<>();
    private final Map<Subject, Progress> told = new HashMap<>();
    private int wantedByDaemonSet;

    /** Takes a node's newest report (null when it was deleted) and returns the objects that it concerns. */
    synchronized Set<Subject> report(String node, @Nullable NodeReport now) {
        NodeReport before = now == null ? reports.remove(node) : reports.put(node, now);
        Long catchesUp = arriving.get(node);
        boolean arrived = now != null && catchesUp != null && now.has(catchesUp) && arriving.remove(node) != null;
        if (before == null || now == null || arrived) {
            return withNews(revisions.keySet());
        }
        long low = Math.min(before.appliedRevision(), now.appliedRevision());
        long high = Math.max(before.appliedRevision(), now.appliedRevision());
        Set<Subject> concerned =
                new HashSet<>(byRevision.subMap(low, false, high, true).values());
        concerned.addAll(differing(before.failures(), now.failures()));
        return withNews(concerned);
    }

    /** Takes the state of an agent's pod, and returns the objects that it concerns. */
    synchronized Set<Subject> agent(AgentPod pod) {
        Map<String, AgentPod.State> pods = agents.computeIfAbsent(pod.node(), node -> new HashMap<>());
        boolean known = !pods.isEmpty();
        boolean before = isReady(pod.node());
        pods.put(pod.name(), pod.state());
        boolean now = isReady(pod.node());
        boolean graceIsOver = pod.state() == AgentPod.State.READY && arriving.remove(pod.node()) != null;
        if (known && before == now) {
            return graceIsOver ? concernedByAvailability(pod.node()) : Set.of();
        }
        NodeReport report = reports.get(pod.node());
        long newest = byRevision.isEmpty() ? 0 : byRevision.lastKey();
        if (!now) {
            arriving.remove(pod.node());
        } else if (pod.state() == AgentPod.State.JUST_READY && (report == null || !report.has(newest))) {
            arriving.put(pod.node(), newest);
        }
        return concernedByAvailability(pod.node());
    }

    /** Removes an agent's pod, and returns the objects that this concerns. */
    synchronized Set<Subject> agentGone(String node, String pod) {
        Map<String, AgentPod.State> pods = agents.get(node);
        if (pods == null || pods.remove(pod) == null) {
            return Set.of();
        }
        if (pods.isEmpty()) {
            agents.remove(node);
        }
        if (!isReady(node)) {
            arriving.remove(node);
        }
        return concernedByAvailability(node);
    }

    /** Takes the number of nodes that the agent's DaemonSet wants, and returns the objects that it concerns. */
    synchronized Set<Subject> daemonSetWants(int count) {
        if (wantedByDaemonSet == count) {
            return Set.of();
        }
        wantedByDaemonSet = count;
        return withNews(revisions.keySet());
    }

    /** Sets the revision of the ConfigMap that carries the object's rendition. */
    public synchronized void carried(Subject object, long revision) {
        Long before = revisions.put(object, revision);
        if (before != null) {
            byRevision.remove(before);
        }
        byRevision.put(revision, object);
    }

    /** Forgets an object that is gone. */
    public synchronized void drop(Subject object) {
        told.remove(object);
        Long revision = revisions.remove(object);
        if (revision != null) {
            byRevision.remove(revision);
        }
    }

    /** Returns {@link #progress} for the object's status: from now on only changes of it are news. */
    public synchronized Progress tell(Subject object) {
        Progress progress = progress(object);
        told.put(object, progress);
        return progress;
    }

    /** The progress of the object's rendition; on no node when there is none. */
    public synchronized Progress progress(Subject object) {
        long revision = revisions.getOrDefault(object, Long.MAX_VALUE);
        int desired = 0;
        int synced = 0;
        List<NodeFailure> failures = new ArrayList<>();
        List<String> waitingFor = new ArrayList<>();
        List<String> unavailable = new ArrayList<>();
        Set<String> nodes = nodes();
        for (String node : nodes) {
            NodeReport report = reports.get(node);
            List<FileFailure> failed = report == null ? null : report.failures().get(object);
            if (report != null && failed == null && report.has(revision)) {
                desired++;
                synced++;
            } else if (!isAvailable(node)) {
                unavailable.add(node);
            } else {
                desired++;
                if (failed == null) {
                    waitingFor.add(node);
                } else {
                    failures.add(failure(node, failed));
                }
            }
        }
        int unnamed = Math.max(0, wantedByDaemonSet - nodes.size());
        return new Progress(desired, synced, failures, waitingFor, new Unavailable(unavailable, unnamed));
    }

    /** The number of nodes that have an agent, or should have one. */
    public synchronized int desired() {
        return Math.max(agents.size(), wantedByDaemonSet);
    }

    /** The number of these without a ready agent. */
    public synchronized int unavailable() {
        return desired() - (int) agents.keySet().stream().filter(this::isReady).count();
    }

    /**
     * The nodes with an agent's pod, and those with only a report while the DaemonSet still wants a pod there: during a
     * replacement a node has none for a moment. Other reports do not count.
     */
    private Set<String> nodes() {
        int without = wantedByDaemonSet - agents.size();
        if (without <= 0) {
            return agents.keySet();
        }
        Set<String> nodes = new TreeSet<>(reports.keySet());
        nodes.removeAll(agents.keySet());
        if (nodes.size() > without) {
            return agents.keySet();
        }
        nodes.addAll(agents.keySet());
        return nodes;
    }

    private boolean isReady(String node) {
        return agents.getOrDefault(node, Map.of()).values().stream()
                .anyMatch(state -> state != AgentPod.State.NOT_READY);
    }

    private boolean isAvailable(String node) {
        return isReady(node) && !arriving.containsKey(node);
    }

    /** The renditions that the node lacks, and those whose rollout goes on; it concerns no others. */
    private Set<Subject> concernedByAvailability(String node) {
        NodeReport report = reports.get(node);
        Set<Subject> concerned = new HashSet<>();
        if (report == null) {
            concerned.addAll(revisions.keySet());
        } else {
            concerned.addAll(byRevision.tailMap(report.appliedRevision(), false).values());
            concerned.addAll(report.failures().keySet());
            told.forEach((object, progress) -> {
                if (!progress.complete()) {
                    concerned.add(object);
                }
            });
        }
        return withNews(concerned);
    }

    /** Drops objects without news. An object that was never reported on will be anyway. */
    private Set<Subject> withNews(Set<Subject> concerned) {
        Set<Subject> news = new HashSet<>();
        for (Subject object : concerned) {
            Progress before = told.get(object);
            if (before != null && progress(object).isNewsAfter(before)) {
                news.add(object);
            }
        }
        return news;
    }

    /** Both files of a policy can fail, for different reasons. */
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
