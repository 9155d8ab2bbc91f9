package dev.portcullis.operator;

import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.NodeFailure;
import java.util.List;

/**
 * How far one rendition has come.
 *
 * @param desired nodes that should have it
 * @param synced nodes that have it
 * @param failures nodes that cannot write it, by name
 * @param waitingFor nodes that have not answered yet, by name; those without any report are counted but not named
 */
record Progress(int desired, int synced, List<NodeFailure> failures, List<String> waitingFor) {

    /** Whether nothing is left to wait for. */
    boolean settled() {
        return synced + failures.size() >= desired;
    }

    boolean complete() {
        return desired > 0 && synced >= desired;
    }

    NodeCounts counts() {
        return NodeCounts.of(desired, synced, failures.size());
    }
}
