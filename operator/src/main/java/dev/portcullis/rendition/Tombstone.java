package dev.portcullis.rendition;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The ConfigMap of a deleted object whose files may go: no owner, no data, and a mark that it was released. Agents
 * remove files on this sign alone, because a ConfigMap that merely vanishes may be an accident.
 */
public final class Tombstone {

    /** Selects tombstones; the value is {@value #MARKED}. */
    public static final String LABEL = "portcullis.dev/released";

    static final String MARKED = "true";

    /** The UID of the deleted object, or {@link #ORPHAN}. */
    public static final String FOR_ANNOTATION = "portcullis.dev/released";

    /** The time of the release, RFC 3339 in UTC. */
    public static final String SINCE_ANNOTATION = "portcullis.dev/released-at";

    /** Stands for the UID of an object that nobody knows any more. */
    public static final String ORPHAN = "orphan";

    private Tombstone() {}

    /**
     * The ConfigMap to apply.
     *
     * @param uid the UID of the deleted object, or {@link #ORPHAN}
     * @param nodes how many nodes there are
     */
    static ConfigMap of(Subject object, String namespace, String uid, long nodes, Instant now) {
        Kind kind = object.kind();
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(kind.configMapName(object.name()))
                .withNamespace(namespace)
                .withLabels(Map.of(
                        Carrier.KIND_LABEL, kind.label(), LABEL, MARKED, "app.kubernetes.io/managed-by", "portcullis"))
                .withAnnotations(Map.of(
                        FOR_ANNOTATION,
                        uid,
                        SINCE_ANNOTATION,
                        now.toString(),
                        Carrier.NODES_ANNOTATION,
                        Long.toString(nodes)))
                .endMetadata()
                .build();
    }

    /** Returns whether this ConfigMap is a tombstone; one that holds documents is not, whatever its marks. */
    public static boolean is(ConfigMap configMap) {
        return Carrier.annotations(configMap).containsKey(FOR_ANNOTATION)
                && Carrier.data(configMap).isEmpty();
    }

    /** Returns whether it is the tombstone of the object with this UID. */
    static boolean isFor(ConfigMap configMap, String uid) {
        return is(configMap) && uid.equals(Carrier.annotations(configMap).get(FOR_ANNOTATION));
    }

    /** The time of the release; empty when it is not given. */
    public static Optional<Instant> since(ConfigMap configMap) {
        try {
            return Optional.of(Instant.parse(Carrier.annotations(configMap).getOrDefault(SINCE_ANNOTATION, "")));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether the ConfigMap is the rendition of a later object of the same name, which must not be changed for
     * this one.
     */
    static boolean isOfAnother(ConfigMap configMap, String uid) {
        List<OwnerReference> owners =
                Objects.requireNonNullElse(configMap.getMetadata().getOwnerReferences(), List.of());
        return !owners.isEmpty()
                && owners.stream().noneMatch(owner -> owner.getUid().equals(uid));
    }
}
