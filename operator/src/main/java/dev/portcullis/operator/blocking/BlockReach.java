package dev.portcullis.operator.blocking;

import dev.portcullis.operator.rollout.Progress;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.rendition.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How far a block has come.
 *
 * @param objects the number of objects whose documents it changed
 * @param documents the number of these documents
 * @param pending the number of objects that are still to be rendered with it, or without it once it has ended
 * @param lacking the objects whose older documents stay without it: their specs are refused, or a rollout holds them back
 * @param progress the nodes that have all of the documents
 * @param costs what it denies beside what it names, in words
 */
record BlockReach(
        int objects, int documents, int pending, List<Subject> lacking, Progress progress, SortedSet<String> costs) {

    /** Of a block that changes nothing. */
    static final BlockReach NOTHING =
            new BlockReach(0, 0, 0, List.of(), new Progress(0, 0, List.of(), List.of()), Collections.emptySortedSet());

    /**
     * Looks at all objects.
     *
     * @param name the block's name
     * @param key the block's {@link BlockInForce#key}
     * @param concerned whether an object is to be rendered with it
     */
    static BlockReach of(String name, String key, Predicate<Subject> concerned, BlockedObjects all, Rollouts rollouts) {
        int documents = 0;
        int pending = 0;
        List<Subject> lacking = new ArrayList<>();
        Map<Subject, Long> revisions = new HashMap<>();
        SortedSet<String> costs = new TreeSet<>();
        for (Subject object : all.all().toList()) {
            boolean concerns = concerned.test(object);
            Coverage coverage = all.of(object).orElse(null);
            if (coverage == null || !coverage.isDecided(key, concerns)) {
                pending++;
            } else if (concerns && coverage.lacks(key)) {
                lacking.add(object);
            } else if (concerns && coverage.changedBy().containsKey(name)) {
                documents += coverage.documents();
                revisions.put(object, coverage.marks().since().getOrDefault(key, coverage.revision()));
                costs.addAll(coverage.changedBy().getOrDefault(name, new TreeSet<>()));
            }
        }
        return new BlockReach(revisions.size(), documents, pending, lacking, rollouts.progress(revisions), costs);
    }
}
