package dev.portcullis.operator.rollout;

import java.util.List;

/**
 * The nodes that a rendition is not on because they cannot be asked for it: their agent is not ready, or has just become
 * so, or has no pod yet. They hold nothing up.
 *
 * @param names those that are known by name, sorted
 * @param unnamed how many more the agent's DaemonSet wants to run on
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

    /** The first of them, as many as are named to people. */
    List<String> named() {
        return names.stream().limit(Readiness.MAX_NODES_NAMED).toList();
    }

    /**
     * Returns whether what was said about some of them still holds. That more have gone since is no news for a rollout
     * that was over; that one of them has the rendition now is.
     *
     * @param count how many there were
     * @param named the first of those
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
        return Readiness.named(names) + (more.isEmpty() ? "" : " and " + more);
    }
}
