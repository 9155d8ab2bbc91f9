package dev.portcullis.operator.rollout;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeFailure;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.Stage;
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
 * objects. Only nodes with an agent's pod count, and only those with a ready agent are waited for. For an object with a
 * node selector only the nodes count that match it.
 */
public final class Rollouts {

    private final NavigableMap<String, NodeReport> reports = new TreeMap<>();
    private final NavigableMap<String, Map<String, AgentPod.State>> agents = new TreeMap<>();
    /** Nodes that came or came back a moment ago, and the revision that they have to catch up to. */
    private final Map<String, Long> arriving = new HashMap<>();

    private final Map<Subject, Long> revisions = new HashMap<>();
    private final NavigableMap<Long, Subject> byRevision = new TreeMap<>();
    /** How far changes that go out by stages may go. */
    private final Map<Subject, Stage> stages = new HashMap<>();

    private final Map<Subject, Told> told = new HashMap<>();
    /** The selectors of those objects that have one. */
    private final Map<Subject, NodeSelector> selectors = new HashMap<>();
    /** The labels of Nodes, where node pools are on. */
    private final Map<String, NodeLabels> labels = new HashMap<>();
    /** How often nodes began or ceased to match objects since the counts of these were written. */
    private final Map<Subject, Integer> moved = new HashMap<>();

    private final Map<Subject, List<KeptFile>> kept = new HashMap<>();
    private int wantedByDaemonSet;
    private volatile Runnable poolNews = () -> {};

    /**
     * What an object's status was last told.
     *
     * @param revision the rendition's that it is about
     * @param moves how often nodes had moved then, since the counts were written
     */
    private record Told(Progress progress, long revision, int moves) {}

    /** Takes a node's newest report (null when it was deleted) and returns the objects that it concerns. */
    synchronized Set<Subject> report(String node, @Nullable NodeReport newest) {
        Change change = new Change(node);
        NodeReport before = reports.get(node);
        NodeReport now = newest == null || before == null ? newest : newest.after(before);
        if (now == null) {
            reports.remove(node);
        } else {
            reports.put(node, now);
        }
        if (now == null || before == null || !now.pool().equals(before.pool())) {
            poolNews.run();
        }
        Long catchesUp = arriving.get(node);
        boolean arrived = now != null && catchesUp != null && now.has(catchesUp) && arriving.remove(node) != null;
        if (before == null || now == null || arrived) {
            return change.newsOf(revisions.keySet());
        }
        long low = Math.min(before.appliedRevision(), now.appliedRevision());
        long high = Math.max(before.appliedRevision(), now.appliedRevision());
        Set<Subject> concerned =
                new HashSet<>(byRevision.subMap(low, false, high, true).values());
        concerned.addAll(differing(before.failures(), now.failures()));
        concerned.addAll(moved(before.pool().followed(), now.pool().followed()));
        return change.newsOf(concerned);
    }

    /** Takes the state of an agent's pod, and returns the objects that it concerns. */
    synchronized Set<Subject> agent(AgentPod pod) {
        Change change = new Change(pod.node());
        Map<String, AgentPod.State> pods = agents.computeIfAbsent(pod.node(), node -> new HashMap<>());
        boolean known = !pods.isEmpty();
        boolean before = isReady(pod.node());
        pods.put(pod.name(), pod.state());
        boolean now = isReady(pod.node());
        boolean graceIsOver = pod.state() == AgentPod.State.READY && arriving.remove(pod.node()) != null;
        if (known && before == now) {
            return graceIsOver ? change.newsOf(concernedByAvailability(pod.node())) : Set.of();
        }
        NodeReport report = reports.get(pod.node());
        long newest = byRevision.isEmpty() ? 0 : byRevision.lastKey();
        if (!now) {
            arriving.remove(pod.node());
        } else if (pod.state() == AgentPod.State.JUST_READY && (report == null || !report.has(newest))) {
            arriving.put(pod.node(), newest);
        }
        return change.newsOf(concernedByAvailability(pod.node()));
    }

    /** Removes an agent's pod, and returns the objects that this concerns. */
    synchronized Set<Subject> agentGone(String node, String pod) {
        Change change = new Change(node);
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
        return change.newsOf(concernedByAvailability(node));
    }

    /** Takes the number of nodes that the agent's DaemonSet wants, and returns the objects that it concerns. */
    synchronized Set<Subject> daemonSetWants(int count) {
        if (wantedByDaemonSet == count) {
            return Set.of();
        }
        wantedByDaemonSet = count;
        // Where no node was missing, another one that is, is no news.
        return revisions.keySet().stream()
                .filter(object -> {
                    Told last = told.get(object);
                    return last != null && !last.progress.isOnEveryNode() && isNewsAmongAll(object, last);
                })
                .collect(Collectors.toSet());
    }

    /**
     * Takes the labels of a Node (null when it was deleted), and returns the objects that this concerns: only those whose
     * selector it begins or ceases to match.
     */
    synchronized Set<Subject> labels(String node, @Nullable NodeLabels now) {
        NodeLabels before = labels.get(node);
        if (Objects.equals(before, now)) {
            return Set.of();
        }
        Change change = new Change(node);
        if (now == null) {
            labels.remove(node);
        } else {
            labels.put(node, now);
        }
        poolNews.run();
        Set<Subject> concerned = moved(
                Objects.requireNonNullElse(before, NodeLabels.UNKNOWN),
                Objects.requireNonNullElse(now, NodeLabels.UNKNOWN));
        Set<Subject> news = change.newsOf(concerned);
        // A node that comes or goes is no news of a rollout that is over, but one that somebody moves is.
        if (before != null && now != null && nodes().contains(node)) {
            concerned.retainAll(told.keySet());
            concerned.forEach(object -> moved.merge(object, 1, Integer::sum));
            news.addAll(concerned);
        }
        return news;
    }

    /** The objects whose selector gives another answer for these labels than for those. */
    private Set<Subject> moved(NodeLabels before, NodeLabels now) {
        if (before.equals(now)) {
            return Set.of();
        }
        Set<Subject> differing = new HashSet<>();
        selectors.forEach((object, selector) -> {
            if (selector.match(before) != selector.match(now)) {
                differing.add(object);
            }
        });
        return differing;
    }

    /** Registers what to call, quickly, when selectors, labels of nodes or what agents say of them change. */
    public void onPoolNews(Runnable listener) {
        poolNews = listener;
    }

    /** The selectors of the objects that have one. */
    public synchronized Map<Subject, NodeSelector> selectors() {
        return Map.copyOf(selectors);
    }

    /** The labels of the Nodes that are known. */
    public synchronized Map<String, NodeLabels> nodeLabels() {
        return Map.copyOf(labels);
    }

    /** Takes the nodes outside of an object's pool on which pods use its files; returns whether that is news. */
    public synchronized boolean kept(Subject object, List<KeptFile> files) {
        List<KeptFile> before = files.isEmpty() ? kept.remove(object) : kept.put(object, List.copyOf(files));
        return !Objects.requireNonNullElse(before, List.<KeptFile>of()).equals(files);
    }

    /** Notes that the counts of an object's status are those of the progress last told; nodes may have moved since. */
    public synchronized void counted(Subject object) {
        told.computeIfPresent(
                object,
                (o, last) ->
                        moved.remove(object, last.moves) ? new Told(last.progress.counted(), last.revision, 0) : last);
    }

    /** Sets the revision of the ConfigMap that carries the object's rendition to every node. */
    void carried(Subject object, long revision) {
        carried(object, revision, NodeSelector.EVERY);
    }

    /** Sets the revision of the ConfigMap that carries the object's rendition, and the nodes that it is for. */
    public synchronized void carried(Subject object, long revision, NodeSelector selector) {
        NodeSelector old = selector.isEvery() ? selectors.remove(object) : selectors.put(object, selector);
        if (!selector.equals(Objects.requireNonNullElse(old, NodeSelector.EVERY))) {
            poolNews.run();
        }
        Long before = revisions.put(object, revision);
        if (before != null) {
            byRevision.remove(before);
        }
        byRevision.put(revision, object);
    }

    /** Sets how far a change of the object may go; null when every node has the same documents. */
    public synchronized void staged(Subject object, @Nullable Stage stage) {
        if (stage == null) {
            stages.remove(object);
        } else {
            stages.put(object, stage);
        }
    }

    /** The nodes that count for the object, beside the revision of its ConfigMap. */
    public synchronized List<NodeStanding> standings(Subject object) {
        long revision = revision(object);
        NodeSelector selector = selector(object);
        List<NodeStanding> standings = new ArrayList<>();
        for (String node : nodes()) {
            RolloutNode now = node(node, true);
            RolloutNode.Standing standing = now.standing(object, revision, selector);
            if (standing != RolloutNode.Standing.NOT_COUNTED) {
                standings.add(new NodeStanding(
                        node,
                        now.available(),
                        standing == RolloutNode.Standing.SYNCED,
                        standing == RolloutNode.Standing.FAILED ? failure(node, now.failures(object)) : null));
            }
        }
        return standings;
    }

    /** Forgets an object that is gone. */
    public synchronized void drop(Subject object) {
        stages.remove(object);
        told.remove(object);
        moved.remove(object);
        kept.remove(object);
        if (selectors.remove(object) != null) {
            poolNews.run();
        }
        Long revision = revisions.remove(object);
        if (revision != null) {
            byRevision.remove(revision);
        }
    }

    /** Returns {@link #progress} for the object's status: from now on only changes of it are news. */
    public synchronized Progress tell(Subject object) {
        Progress progress = progress(object);
        told.put(object, new Told(progress, revision(object), moved.getOrDefault(object, 0)));
        return progress;
    }

    /** The progress of the object's rendition; on no node when there is none. */
    public synchronized Progress progress(Subject object) {
        long revision = revision(object);
        NodeSelector selector = selector(object);
        int desired = 0;
        int synced = 0;
        List<NodeFailure> failures = new ArrayList<>();
        List<String> waitingFor = new ArrayList<>();
        List<String> unavailable = new ArrayList<>();
        Set<String> nodes = nodes();
        for (String node : nodes) {
            RolloutNode now = node(node, true);
            RolloutNode.Standing standing = now.standing(object, revision, selector);
            desired += isDesired(standing) ? 1 : 0;
            switch (standing) {
                case SYNCED -> synced++;
                case FAILED -> failures.add(failure(node, now.failures(object)));
                case WAITED_FOR -> waitingFor.add(node);
                case UNAVAILABLE -> unavailable.add(node);
                case NOT_COUNTED -> {}
            }
        }
        return new Progress(
                desired,
                synced,
                failures,
                waitingFor,
                new Unavailable(unavailable, unnamed(nodes, selector)),
                pool(object, selector));
    }

    private static boolean isDesired(RolloutNode.Standing standing) {
        return switch (standing) {
            case SYNCED, FAILED, WAITED_FOR -> true;
            case UNAVAILABLE, NOT_COUNTED -> false;
        };
    }

    private Pool pool(Subject object, NodeSelector selector) {
        List<KeptFile> files = kept.getOrDefault(object, List.of());
        return selector.isEvery() && files.isEmpty()
                ? Pool.EVERY_NODE
                : new Pool(!selector.isEvery(), moved.containsKey(object), files);
    }

    /**
     * The progress of several objects' renditions as of one: a node has it when it has all of them.
     *
     * @param minima the revision of each object's ConfigMap from which on a node counts as having it
     */
    public synchronized Progress progress(Map<Subject, Long> minima) {
        int synced = 0;
        List<NodeFailure> failures = new ArrayList<>();
        List<String> waitingFor = new ArrayList<>();
        List<String> unavailable = new ArrayList<>();
        Set<String> nodes = nodes();
        for (String name : nodes) {
            RolloutNode node = node(name, true);
            Subject failed = null;
            RolloutNode.Standing worst = RolloutNode.Standing.NOT_COUNTED;
            for (Map.Entry<Subject, Long> object : minima.entrySet()) {
                RolloutNode.Standing standing =
                        node.standing(object.getKey(), object.getValue(), selector(object.getKey()));
                failed = standing == RolloutNode.Standing.FAILED ? object.getKey() : failed;
                worst = worst.weight() < standing.weight() ? standing : worst;
                if (worst == RolloutNode.Standing.WAITED_FOR) {
                    break;
                }
            }
            switch (worst) {
                case SYNCED -> synced++;
                case FAILED -> failures.add(failure(name, node.failures(Objects.requireNonNull(failed))));
                case WAITED_FOR -> waitingFor.add(name);
                case UNAVAILABLE -> unavailable.add(name);
                case NOT_COUNTED -> {}
            }
        }
        return new Progress(
                synced + failures.size() + waitingFor.size(),
                synced,
                failures,
                waitingFor,
                new Unavailable(unavailable, unnamed(nodes)));
    }

    /** Returns whether nothing is left to wait for within the object's stage; looks no further than the first node that is. */
    public synchronized boolean settled(Subject object) {
        long revision = revision(object);
        NodeSelector selector = selector(object);
        Stage stage = stages.get(object);
        return nodes().stream()
                .filter(node -> stage == null || stage.includes(object, node))
                .map(node -> node(node, true))
                .noneMatch(node -> node.standing(object, revision, selector) == RolloutNode.Standing.WAITED_FOR);
    }

    /** The number of nodes that have an agent, or should have one. */
    public synchronized int desired() {
        return Math.max(agents.size(), wantedByDaemonSet);
    }

    /** How the nodes stand that have an agent, or should have one. */
    public synchronized NodeStates nodeStates() {
        long newest = byRevision.isEmpty() ? 0 : byRevision.lastKey();
        int synced = 0;
        int behind = 0;
        int failed = 0;
        Set<String> nodes = nodes();
        for (String node : nodes) {
            NodeReport report = reports.get(node);
            if (!isReady(node)) {
                continue;
            }
            if (report != null && report.lacksFiles()) {
                failed++;
            } else if (report != null && report.has(newest)) {
                synced++;
            } else {
                behind++;
            }
        }
        return new NodeStates(synced, behind, failed, nodes.size() + unnamed(nodes) - synced - behind - failed);
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

    /** The number of nodes that the DaemonSet wants beyond those that count. */
    private int unnamed(Set<String> counted) {
        return Math.max(0, wantedByDaemonSet - counted.size());
    }

    /** Of these, as many as can be in the pool: Nodes that match its selector and have no agent's pod. */
    private int unnamed(Set<String> counted, NodeSelector selector) {
        int all = unnamed(counted);
        if (all == 0 || selector.isEvery()) {
            return all;
        }
        long candidates = labels.entrySet().stream()
                .filter(node -> !counted.contains(node.getKey()))
                .filter(node -> selector.match(node.getValue()) == NodeSelector.Match.YES)
                .count();
        return (int) Math.min(all, candidates);
    }

    private boolean isReady(String node) {
        return agents.getOrDefault(node, Map.of()).values().stream()
                .anyMatch(state -> state != AgentPod.State.NOT_READY);
    }

    private boolean isAvailable(String node) {
        return isReady(node) && !arriving.containsKey(node);
    }

    /** The renditions that the node lacks, and those whose rollout goes on; its availability concerns no others. */
    private Set<Subject> concernedByAvailability(String node) {
        NodeReport report = reports.get(node);
        if (report == null) {
            return revisions.keySet();
        }
        Set<Subject> concerned = new HashSet<>(
                byRevision.tailMap(report.appliedRevision(), false).values());
        concerned.addAll(report.failures().keySet());
        selectors.forEach((object, selector) -> {
            if (selector.match(report.pool().followed()) != NodeSelector.Match.YES) {
                concerned.add(object);
            }
        });
        told.forEach((object, last) -> {
            if (!last.progress.complete()) {
                concerned.add(object);
            }
        });
        return concerned;
    }

    private long revision(Subject object) {
        return revisions.getOrDefault(object, Long.MAX_VALUE);
    }

    private NodeSelector selector(Subject object) {
        return selectors.getOrDefault(object, NodeSelector.EVERY);
    }

    private RolloutNode node(String name) {
        return node(name, nodes().contains(name));
    }

    private RolloutNode node(String name, boolean counted) {
        return new RolloutNode(counted, isAvailable(name), reports.get(name), labels.get(name));
    }

    /** While pods are missing, it depends on those that are there which reports count. */
    private boolean podsAreMissing() {
        return wantedByDaemonSet > agents.size();
    }

    private boolean isNewsAmongAll(Subject object, Told last) {
        return progress(object).isNewsAfter(last.progress);
    }

    /** A change of one node, which begins while the node is still as it was. */
    private final class Change {

        private final String name;
        private final RolloutNode before;
        private final @Nullable Others othersWhilePodsWereMissing;

        Change(String name) {
            this.name = name;
            this.before = node(name);
            this.othersWhilePodsWereMissing = podsAreMissing() ? others() : null;
        }

        /** Drops objects without news, now that the node has changed. One that was never reported on will be anyway. */
        Set<Subject> newsOf(Set<Subject> concerned) {
            RolloutNode now = node(name);
            boolean alone = othersWhilePodsWereMissing == null && !podsAreMissing();
            Set<Subject> news = new HashSet<>();
            boolean concernsAll = !alone && movedOthers();
            for (Subject object : concernsAll ? revisions.keySet() : concerned) {
                Told last = told.get(object);
                if (last != null && (alone ? isNews(object, last, now) : isNewsAmongAll(object, last))) {
                    news.add(object);
                }
            }
            return news;
        }

        /** Returns whether other nodes, which did not change, began or ceased to count: that concerns every object. */
        private boolean movedOthers() {
            return !others().equals(Objects.requireNonNullElseGet(othersWhilePodsWereMissing, this::withPods));
        }

        private Others others() {
            Set<String> counted = nodes();
            return others(counted, unnamed(counted));
        }

        /** No pod was missing, so exactly the nodes with a pod counted. */
        private Others withPods() {
            return others(agents.keySet(), 0);
        }

        private Others others(Set<String> counted, int unnamed) {
            Set<String> names = new HashSet<>(counted);
            names.remove(name);
            return new Others(names, unnamed);
        }

        /**
         * Looks at this node alone. With a look at all nodes for each object and each report, a rollout would cost their
         * number squared.
         */
        private boolean isNews(Subject object, Told last, RolloutNode now) {
            if (last.progress.unavailable().unnamed() > 0) {
                return isNewsAmongAll(object, last);
            }
            long revision = revision(object);
            NodeSelector selector = selector(object);
            RolloutNode.Standing standing = now.standing(object, revision, selector);
            if (!last.progress.complete() || last.revision != revision) {
                return standing != before.standing(object, revision, selector)
                        || !now.failures(object).equals(before.failures(object));
            }
            return switch (standing) {
                case WAITED_FOR, FAILED -> true;
                case UNAVAILABLE -> false;
                case SYNCED, NOT_COUNTED -> last.progress.unavailable().named().contains(name);
            };
        }
    }

    /**
     * The nodes that count beside the one that changes.
     *
     * @param unnamed the number of further ones that the DaemonSet wants
     */
    private record Others(Set<String> names, int unnamed) {}

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
