package dev.portcullis.operator.pools;

import dev.portcullis.api.FileRevision;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncSpec;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.rendition.NodeSelector;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the labels that selectors in use ask for: only these are told to agents, so that changes of others cost
 * nothing.
 */
record LabelKeys(SortedSet<String> keys) {

    /** The keys of these selectors, the first {@value NodeSync#MAX_LABELS} by name. */
    static LabelKeys of(Collection<NodeSelector> selectors) {
        return new LabelKeys(selectors.stream()
                .flatMap(selector -> selector.keys().stream())
                .distinct()
                .sorted()
                .limit(NodeSync.MAX_LABELS)
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** What to tell the agent of a Node with these labels. */
    NodeSyncSpec spec(NodeLabels labels, List<FileRevision> released) {
        Map<String, String> present = new TreeMap<>(labels.present());
        present.keySet().retainAll(keys);
        return new NodeSyncSpec(
                present, keys.stream().filter(key -> !present.containsKey(key)).toList(), released);
    }

    /** Returns whether an agent that was told this need not be told the other. */
    boolean isTold(@Nullable NodeSyncSpec told, NodeSyncSpec wanted) {
        return told != null
                ? keys.stream()
                                .allMatch(key -> Objects.equals(
                                                told.labels().get(key),
                                                wanted.labels().get(key))
                                        && told.missing().contains(key)
                                                == wanted.missing().contains(key))
                        && told.releases().containsAll(wanted.releases())
                : keys.isEmpty();
    }
}
