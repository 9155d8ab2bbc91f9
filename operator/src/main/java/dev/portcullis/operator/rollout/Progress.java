package dev.portcullis.operator.rollout;

import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.NodeFailure;
import java.util.List;

/**
 * The rollout of one rendition.
 *
 * @param desired number of nodes that should have it: the available ones, and those that have it already
 * @param synced number of nodes that have it
 * @param failures available nodes that cannot write it, by name
 * @param waitingFor available nodes that have not answered yet, by name
 * @param unavailable the other nodes that do not have it
 * @param pool what the object's node selector makes of it
 */
public record Progress(
        int desired,
        int synced,
        List<NodeFailure> failures,
        List<String> waitingFor,
        Unavailable unavailable,
        Pool pool) {

    /** For an object without a node selector. */
    public Progress(
            int desired, int synced, List<NodeFailure> failures, List<String> waitingFor, Unavailable unavailable) {
        this(desired, synced, failures, waitingFor, unavailable, Pool.EVERY_NODE);
    }

    /** For a cluster in which every node is available. */
    public Progress(int desired, int synced, List<NodeFailure> failures, List<String> waitingFor) {
        this(desired, synced, failures, waitingFor, Unavailable.NONE);
    }

    /** Returns whether nothing is left to wait for. */
    public boolean settled() {
        return synced + failures.size() >= desired;
    }

    /** Returns whether every available node has it. */
    public boolean complete() {
        return desired > 0 && synced >= desired;
    }

    /** Returns whether no node is without it, available or not. */
    boolean isOnEveryNode() {
        return complete() && unavailable.isEmpty();
    }

    /**
     * Returns whether there is news about this rendition. Once its rollout is over, nodes that come and go are not
     * news; otherwise each would cost a write for every object.
     */
    boolean isNewsAfter(Progress before) {
        if (pool.moved() || !pool.kept().equals(before.pool.kept())) {
            return true;
        }
        return (before.complete() && (complete() || desired == 0))
                ? !unavailable.covers(before.unavailable.count(), before.unavailable.named())
                : !counted().equals(before.counted());
    }

    /** The same once the counts are written. */
    Progress counted() {
        return new Progress(desired, synced, failures, waitingFor, unavailable, pool.counted());
    }

    /** Returns whether no node that these counts name as missing has it now. */
    public boolean covers(NodeCounts told) {
        return unavailable.covers(told.unavailable(), told.namesMissing());
    }

    public NodeCounts counts() {
        return NodeCounts.of(desired, synced, failures.size(), unavailable.count(), unavailable.named());
    }
}
