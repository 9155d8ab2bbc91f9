package dev.portcullis.operator.rollout;

import dev.portcullis.api.NodeSyncStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The repairs on a node that become Events: at most one a minute, and none from before this process started. */
final class DriftEvents {

    /** The shortest time between two Events about one node. */
    static final Duration PAUSE = Duration.ofMinutes(1);

    private record Told(@Nullable String lastRepair, Instant next) {}

    private final Map<String, Told> nodes = new HashMap<>();

    /** The Event for this node's newest report, if any. */
    synchronized Optional<String> news(String node, NodeSyncStatus status, Instant now) {
        String lastRepair = status.lastRepairTime();
        Told before = nodes.get(node);
        if (before == null) {
            nodes.put(node, new Told(lastRepair, now));
            return Optional.empty();
        }
        if (lastRepair == null || lastRepair.equals(before.lastRepair) || now.isBefore(before.next)) {
            return Optional.empty();
        }
        nodes.put(node, new Told(lastRepair, now.plus(PAUSE)));
        long repaired = status.repaired() == null ? 1 : status.repaired();
        return Optional.of("files of seccomp profiles were changed on this node, and the agent put them right: "
                + (repaired == 1 ? "one" : repaired + " of them") + " since it started, the last at " + lastRepair);
    }

    /** Forgets a node that is gone. */
    synchronized void forget(String node) {
        nodes.remove(node);
    }
}
