package dev.portcullis.rendition;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a Node, as far as they are known.
 *
 * @param present the labels that it is known to have
 * @param missing the keys of labels that it is known not to have; null when these are all others
 */
public record NodeLabels(
        Map<String, String> present, @Nullable Set<String> missing) {

    /** Nothing is known. */
    public static final NodeLabels UNKNOWN = new NodeLabels(Map.of(), Set.of());

    /** Copies what it is given. */
    public NodeLabels {
        present = Collections.unmodifiableMap(new TreeMap<>(present));
        missing = missing == null ? null : Collections.unmodifiableSet(new TreeSet<>(missing));
    }

    /** All labels of a Node. */
    public static NodeLabels all(Map<String, String> labels) {
        return new NodeLabels(labels, null);
    }

    /** Returns whether it is known if the Node has a label of this key. */
    public boolean knows(String key) {
        return missing == null || present.containsKey(key) || missing.contains(key);
    }

    /** The value of a label that is known; null for one that the Node does not have. */
    @Nullable
    String value(String key) {
        return present.get(key);
    }
}
