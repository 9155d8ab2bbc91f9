package dev.portcullis.operator.metrics;

import dev.portcullis.api.NodeCounts;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects of a cluster in numbers, by label values as {@link OperatorMetrics} names the labels. The counts are few
 * whatever there is; only so many objects are shown by their names as a setting allows, those that are not ready first.
 *
 * @param ready objects by kind, and status and reason of {@code Ready}
 * @param refused objects whose spec was not rendered, by kind and reason
 * @param inUse objects that were deleted and that pods keep, by kind
 * @param stalePods pods under earlier documents, by kind; nothing where they are not counted
 * @param conditions 1 for each condition of a named object, by kind, name, type, status and reason
 * @param nodes nodes by kind and name of a named object, and what they have of it
 * @param unlisted the number of objects that are not named
 */
record ObjectCensus(
        Map<List<String>, Integer> ready,
        Map<List<String>, Integer> refused,
        Map<List<String>, Integer> inUse,
        Map<List<String>, Integer> stalePods,
        Map<List<String>, Integer> conditions,
        Map<List<String>, Integer> nodes,
        int unlisted) {

    static final String READY = "Ready";
    private static final String RENDERED = "Rendered";
    private static final String IN_USE = "InUse";

    /** The reason of an object that has no status yet. */
    static final String NO_STATUS = "NoStatus";

    static final ObjectCensus NOBODY = new ObjectCensus(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), 0);

    /**
     * Counts the objects.
     *
     * @param limit how many are shown by their names
     */
    static ObjectCensus of(Collection<ObjectStatus> objects, int limit) {
        ObjectCensus census = new ObjectCensus(
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                Math.max(0, objects.size() - limit));
        objects.forEach(census::count);
        objects.stream()
                .sorted(Comparator.comparing(ObjectStatus::isReady)
                        .thenComparing(ObjectStatus::kind)
                        .thenComparing(ObjectStatus::name))
                .limit(limit)
                .forEach(census::name);
        return census;
    }

    private void count(ObjectStatus object) {
        String kind = object.kind().label();
        add(
                ready,
                1,
                kind,
                object.condition(READY).map(Condition::getStatus).orElse("Unknown"),
                object.condition(READY).map(Condition::getReason).orElse(NO_STATUS));
        object.condition(RENDERED)
                .filter(rendered -> "False".equals(rendered.getStatus()))
                .ifPresent(rendered -> add(refused, 1, kind, rendered.getReason()));
        object.condition(IN_USE).ifPresent(held -> add(inUse, 1, kind));
        Integer stale = object.status() == null ? null : object.status().stalePods();
        if (stale != null) {
            add(stalePods, stale, kind);
        }
    }

    private void name(ObjectStatus object) {
        String kind = object.kind().label();
        for (Condition condition : object.conditions()) {
            conditions.put(
                    List.of(kind, object.name(), condition.getType(), condition.getStatus(), condition.getReason()), 1);
        }
        NodeCounts counts = object.status() == null ? null : object.status().nodes();
        if (counts != null) {
            add(nodes, counts.synced(), kind, object.name(), "synced");
            add(
                    nodes,
                    Math.max(0, counts.desired() - counts.synced() - counts.failed()),
                    kind,
                    object.name(),
                    "waiting");
            add(nodes, counts.failed(), kind, object.name(), "failed");
            add(nodes, counts.unavailable(), kind, object.name(), "unavailable");
        }
    }

    private static void add(Map<List<String>, Integer> counts, int more, String... labels) {
        counts.merge(List.of(labels), more, Integer::sum);
    }
}
