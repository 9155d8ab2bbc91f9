package dev.portcullis.cli.status;

import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.cli.fleet.Fleet;
import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.cli.fleet.FleetObject.Standing;
import dev.portcullis.cli.fleet.NodeState;
import dev.portcullis.rendition.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fleet at a glance.
 *
 * @param kinds how many objects of each kind there are
 * @param unready the objects that are not ready, failed ones first
 * @param nodes how many nodes there are
 * @param agentsKnown whether the agents' pods could be looked at
 * @param lacking the nodes that are not as they should be, worst first
 * @param versions how many nodes have which version of the agent
 * @param repaired how many files were found changed on disk and put right
 * @param repairers on how many nodes that was
 * @param exposed how many containers blocks do not reach, by block; those of no container are left out
 */
record FleetSummary(
        Map<Kind, Tally> kinds,
        List<FleetObject> unready,
        Tally nodes,
        boolean agentsKnown,
        List<NodeState> lacking,
        Map<String, Integer> versions,
        long repaired,
        int repairers,
        Map<String, Integer> exposed) {

    /** How many are ready, wait, and failed. */
    record Tally(int ready, int waiting, int failed) {

        static Tally of(Stream<Standing> standings) {
            Map<Standing, Long> counts =
                    standings.collect(Collectors.groupingBy(standing -> standing, Collectors.counting()));
            return new Tally(
                    count(counts, Standing.READY), count(counts, Standing.WAITING), count(counts, Standing.FAILED));
        }

        int total() {
            return ready + waiting + failed;
        }

        private static int count(Map<Standing, Long> counts, Standing standing) {
            return counts.getOrDefault(standing, 0L).intValue();
        }
    }

    private static final Comparator<FleetObject> WORST_FIRST = Comparator.comparing(FleetObject::standing)
            .reversed()
            .thenComparing(FleetObject::reason)
            .thenComparing(FleetObject::word);

    static FleetSummary of(Fleet fleet) {
        Map<Kind, Tally> kinds = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            kinds.put(
                    kind,
                    Tally.of(fleet.objects().stream()
                            .filter(object -> object.subject().kind() == kind)
                            .map(FleetObject::standing)));
        }
        List<NodeState> states = fleet.nodeStates();
        List<NodeSyncStatus> reports =
                states.stream().map(NodeState::report).filter(Objects::nonNull).toList();
        return new FleetSummary(
                kinds,
                fleet.objects().stream()
                        .filter(object -> object.standing() != Standing.READY)
                        .sorted(WORST_FIRST)
                        .toList(),
                Tally.of(states.stream().map(state -> state.state().standing())),
                fleet.agents() != null,
                states.stream()
                        .filter(state -> state.state() != NodeState.State.SYNCED)
                        .sorted(Comparator.comparing(NodeState::state))
                        .toList(),
                versions(reports),
                reports.stream().mapToLong(FleetSummary::repaired).sum(),
                (int) reports.stream().filter(report -> repaired(report) > 0).count(),
                exposed(fleet.objects()));
    }

    /** Returns whether everything is as it should be. */
    boolean isFine() {
        return unready.isEmpty() && lacking.isEmpty();
    }

    private static Map<String, Integer> versions(List<NodeSyncStatus> reports) {
        Map<String, Integer> versions = new TreeMap<>();
        reports.forEach(
                report -> versions.merge(Objects.requireNonNullElse(report.agentVersion(), "?"), 1, Integer::sum));
        return versions;
    }

    private static long repaired(NodeSyncStatus report) {
        return Objects.requireNonNullElse(report.repaired(), 0L);
    }

    private static Map<String, Integer> exposed(List<FleetObject> objects) {
        Map<String, Integer> exposed = new TreeMap<>();
        for (FleetObject object : objects) {
            if (object.status() instanceof SyscallBlockStatus block
                    && block.exposed() != null
                    && block.exposed().count() > 0) {
                exposed.put(object.subject().name(), block.exposed().count());
            }
        }
        return exposed;
    }
}
