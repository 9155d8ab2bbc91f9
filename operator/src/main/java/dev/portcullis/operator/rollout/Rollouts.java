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
 * Folds what the nodes report into how far each rendition has come. A node has a rendition when it has applied everything
 * up to the revision of its ConfigMap and does not list it as a failure; so one number per node answers for all objects.
 * Only nodes with an agent's pod count, and only those whose agent is ready are waited for.
 */
public final class Rollouts {

    private final NavigableMap<String, NodeReport> reports = new TreeMap<>();
    private final NavigableMap<String, Map<String, AgentPod.State>> agents = new TreeMap<>();
    /** Nodes that came or came back a moment ago, and up to which revision they have to catch up. */
    private final Map<String, Long> arriving = new HashMap<>();

    private final Map<Subject, Long> revisions = new HashMap<>();
    private final NavigableMap<Long, Subject> byRevision = new TreeMap<>();
    private final Map<Subject, Progress> told = new HashMap<>();
    private int wantedByDaemonSet;

    /** Takes a node's newest report (null: there is none any more) and names the objects that it has news of. */
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

    /** Takes the state of an agent's pod, and names the objects that it has news of. */
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

    /** An agent's pod is gone. */
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

    /** Takes on how many nodes the agent's DaemonSet wants to run, and names the objects that it has news of. */
    synchronized Set<Subject> daemonSetWants(int count) {
        if (wantedByDaemonSet == count) {
            return Set.of();
        }
        wantedByDaemonSet = count;
        return withNews(revisions.keySet());
    }

    /** An object's rendition is carried by a ConfigMap of this revision. */
    public synchronized void carried(Subject object, long revision) {
        Long before = revisions.put(object, revision);
        if (before != null) {
            byRevision.remove(before);
        }
        byRevision.put(revision, object);
    }

    /** An object is gone. */
    public synchronized void drop(Subject object) {
        told.remove(object);
        Long revision = revisions.remove(object);
        if (revision != null) {
            byRevision.remove(revision);
        }
    }

    /** As {@link #progress}, for its status: what changes nothing of this is no news from now on. */
    public synchronized Progress tell(Subject object) {
        Progress progress = progress(object);
        told.put(object, progress);
        return progress;
    }

    /** The progress of the object's rendition; no node has it when there is none. */
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

    /** On how many nodes there is an agent, or should be one. */
    public synchronized int desired() {
        return Math.max(agents.size(), wantedByDaemonSet);
    }

    /** The number of these without a ready agent. */
    public synchronized int unavailable() {
        return desired() - (int) agents.keySet().stream().filter(this::isReady).count();
    }

    /**
     * The nodes with an agent's pod, and with a report those that the DaemonSet still wants a pod on: while it replaces
     * one, a node has none for a moment. A report that nothing stands behind counts for nothing.
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

    /** The renditions that the node lacks, and those whose rollout goes on: no others are concerned. */
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

    /** An object of which nothing was told yet will be told of anyway. */
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
