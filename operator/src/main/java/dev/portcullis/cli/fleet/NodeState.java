package dev.portcullis.cli.fleet;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.wording.NameList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a node stands.
 *
 * @param node its name
 * @param state in a word
 * @param report what its agent reports; null for nothing
 * @param why what is not as it should be; empty when nothing is
 */
public record NodeState(String node, State state, @Nullable NodeSyncStatus report, String why) {

    /** The states of nodes, worst first. */
    public enum State {
        /** Files are not as they should be. */
        FAILED("Failed", FleetObject.Standing.FAILED),
        /** Its agent has no pod, or the pod is not ready. */
        AGENT_NOT_READY("AgentNotReady", FleetObject.Standing.FAILED),
        /** Its agent runs, and has not reported. */
        NO_REPORT("NoReport", FleetObject.Standing.WAITING),
        /** It lacks the newest files. */
        BEHIND("Behind", FleetObject.Standing.WAITING),
        /** It has all files. */
        SYNCED("Synced", FleetObject.Standing.READY);

        private final String word;
        private final FleetObject.Standing standing;

        State(String word, FleetObject.Standing standing) {
            this.word = word;
            this.standing = standing;
        }

        /** One CamelCase word. */
        public String word() {
            return word;
        }

        public FleetObject.Standing standing() {
            return standing;
        }
    }

    /**
     * The states of all nodes that report or have an agent, by name.
     *
     * @param agents the agents' pods; null when they may not be read
     * @param newest the newest revision that some object's files came with
     */
    public static List<NodeState> of(List<FleetNode> reports, @Nullable List<AgentState> agents, long newest) {
        Map<String, FleetNode> byName = new TreeMap<>();
        reports.forEach(node -> byName.put(node.name(), node));
        if (agents == null) {
            return byName.values().stream()
                    .map(node -> of(node.name(), node.status(), null, false, newest))
                    .toList();
        }
        Map<String, AgentState> pods = new TreeMap<>();
        for (AgentState agent : agents) {
            if (agent.node() != null) {
                // While one is replaced, the one that is ready counts.
                pods.merge(agent.node(), agent, (one, other) -> one.ready() ? one : other);
                byName.putIfAbsent(agent.node(), new FleetNode(agent.node(), null, NodeLabels.UNKNOWN, null));
            }
        }
        return byName.values().stream()
                .map(node -> of(node.name(), node.status(), pods.get(node.name()), true, newest))
                .toList();
    }

    private static NodeState of(
            String node, @Nullable NodeSyncStatus report, @Nullable AgentState agent, boolean podsKnown, long newest) {
        if (podsKnown && (agent == null || !agent.ready())) {
            return new NodeState(node, State.AGENT_NOT_READY, report, notReady(agent) + also(report));
        }
        if (report == null) {
            return new NodeState(node, State.NO_REPORT, null, "its agent has not reported yet");
        }
        if (report.failed() > 0) {
            return new NodeState(node, State.FAILED, report, failures(report));
        }
        if (report.appliedRevision() < newest) {
            return new NodeState(
                    node,
                    State.BEHIND,
                    report,
                    "it has all up to revision " + report.appliedRevision() + "; the newest is " + newest);
        }
        return new NodeState(node, State.SYNCED, report, "");
    }

    private static String notReady(@Nullable AgentState agent) {
        if (agent == null) {
            return "it has no pod of the agent";
        }
        return "pod " + agent.pod() + " is not ready"
                + (agent.trouble() == null ? "" : ": " + agent.trouble())
                + (agent.restarts() == 0 ? "" : "; restarted " + agent.restarts() + " times");
    }

    private static String also(@Nullable NodeSyncStatus report) {
        return report == null || report.failed() == 0 ? "" : "; " + failures(report);
    }

    /** The reasons with their files, as in {@code NoSpace: a.json, b.json; Orphaned: c.json}. */
    static String failures(NodeSyncStatus report) {
        Map<String, List<String>> byReason = report.listedFailures().stream()
                .collect(Collectors.groupingBy(
                        FileFailure::reason, TreeMap::new, Collectors.mapping(FileFailure::file, Collectors.toList())));
        int more = report.failed() - report.listedFailures().size();
        return byReason.entrySet().stream()
                        .map(one -> one.getKey() + ": " + NameList.of(one.getValue(), 3, file -> file, ", ", "more"))
                        .collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more files" : "");
    }
}
