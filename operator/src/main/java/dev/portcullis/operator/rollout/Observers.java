package dev.portcullis.operator.rollout;

import java.util.List;

/**
 * The observers on nodes.
 *
 * @param ready how many nodes have one that is ready
 * @param without the nodes that are to have one and have none that is ready, by name
 */
public record Observers(int ready, List<String> without) {

    /** There is none anywhere. */
    public static final Observers NONE = new Observers(0, List.of());

    /** Copies what it is given. */
    public Observers {
        without = List.copyOf(without);
    }
}
