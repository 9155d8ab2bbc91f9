package dev.portcullis.rendition;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a change has been let, while its carrier holds the documents before it and after it. One number decides for
 * every node, so that a step costs one write.
 *
 * @param step the step under way, from 0
 * @param threshold the nodes whose {@link #place} is no greater take the next documents; unsigned
 * @param answered the approval that the object had when the rollout began, which does not count for it; empty for none
 * @param before the revision with which the stable documents came; 0 when that is not known
 * @param earlier the thresholds before this one, and the revisions that let the change so far, oldest first
 */
public record Stage(int step, long threshold, String answered, long before, List<Reach> earlier) {

    /** Eight bytes in hexadecimal. */
    private static final int PLACE_DIGITS = 16;

    /**
     * A threshold, and the revision of the ConfigMap that brought it.
     *
     * @param threshold as {@link Stage#threshold()}
     */
    public record Reach(long threshold, long revision) {}

    public Stage {
        earlier = List.copyOf(earlier);
    }

    /**
     * The stage that a rollout begins with.
     *
     * @param before the revision with which the stable documents came; 0 when that is not known
     */
    public static Stage first(long threshold, String answered, long before) {
        return new Stage(0, threshold, answered, before, List.of());
    }

    /**
     * The stage after this one.
     *
     * @param revision the revision of the ConfigMap with this one
     */
    public Stage then(int step, long threshold, long revision) {
        return new Stage(step, threshold, answered, before, reached(revision));
    }

    /** The same for documents that nobody has yet. */
    public Stage anew() {
        return new Stage(step, threshold, answered, 0, List.of());
    }

    /**
     * How far the change has come in which revision.
     *
     * @param revision the revision of the ConfigMap with this stage
     */
    List<Reach> reached(long revision) {
        List<Reach> reached = new ArrayList<>(earlier);
        reached.add(new Reach(threshold, revision));
        return reached;
    }

    /**
     * A node's place in the order in which nodes take an object's changes: the first eight bytes of a SHA-256, unsigned.
     * It is the same for every change, and different for every object.
     */
    public static long place(Subject object, String node) {
        String text = object.kind().label() + "/" + object.name() + "/" + node;
        return Long.parseUnsignedLong(Digest.sha256(text).substring(0, PLACE_DIGITS), 16);
    }

    /** Returns whether this node takes the next documents of this object. */
    public boolean includes(Subject object, String node) {
        return includes(place(object, node));
    }

    /**
     * The revision that brought a node the documents that it has; later ones changed nothing for it.
     *
     * @param revision the revision of the ConfigMap with this stage
     */
    long revision(long place, long revision) {
        if (!includes(place)) {
            return before == 0 ? revision : before;
        }
        return revision(earlier, place, revision);
    }

    /** The first of these revisions that let a change as far as this place; else the last one given. */
    static long revision(List<Reach> reached, long place, long last) {
        return reached.stream()
                .filter(reach -> Long.compareUnsigned(place, reach.threshold) <= 0)
                .mapToLong(Reach::revision)
                .findFirst()
                .orElse(last);
    }

    /** Returns whether the node in this place takes the next documents. */
    public boolean includes(long place) {
        return Long.compareUnsigned(place, threshold) <= 0;
    }
}
