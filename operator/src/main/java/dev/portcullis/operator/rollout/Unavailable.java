package dev.portcullis.operator.rollout;

import dev.portcullis.wording.NameList;
import java.util.List;

/**
 * The nodes that do not have a rendition and cannot be asked for it: their agent is not ready, or has just become so,
 * or has no pod yet. Nothing waits for them.
 *
 * @param names the names that are known, sorted
 * @param unnamed number of further nodes that the agent's DaemonSet wants to run on
 */
public record Unavailable(List<String> names, int unnamed) {

    static final Unavailable NONE = new Unavailable(List.of(), 0);

    public Unavailable {
        names = List.copyOf(names);
    }

    int count() {
        return names.size() + unnamed;
    }

    boolean isEmpty() {
        return count() == 0;
    }

    /** The first of them, as many as messages name. */
    List<String> named() {
        return names.stream().limit(Readiness.MAX_NODES_NAMED).toList();
    }

    /**
     * Returns whether an earlier report still holds. After a rollout that was over, more missing nodes are not news; a
     * named node that has the rendition now is.
     *
     * @param count the number reported
     * @param named the names reported
     */
    public boolean covers(int count, List<String> named) {
        return count == 0 || (!isEmpty() && names.containsAll(named));
    }

    @Override
    public String toString() {
        String more = unnamed == 0 ? "" : Readiness.nodes(unnamed) + " without a pod of the agent";
        if (names.isEmpty()) {
            return more;
        }
        return NameList.of(names) + (more.isEmpty() ? "" : " and " + more);
    }
}
