package dev.portcullis.operator.reconciliation;

import dev.portcullis.api.RenditionStatus;
import dev.portcullis.api.VariantDigest;
import dev.portcullis.rendition.Subject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The revision with which each object's seccomp documents came as they are. A ConfigMap may change without them: then its
 * revision rises, and every container still runs under what its node has. Status remembers it for the next operator.
 */
final class DocumentRevisions {

    private record Known(@Nullable String sha256, @Nullable List<VariantDigest> variants, long revision) {

        boolean isOf(CarriedDigests carried) {
            return Objects.equals(sha256, carried.sha256()) && Objects.equals(variants, carried.variants());
        }
    }

    private final Map<Subject, Known> known = new ConcurrentHashMap<>();

    /**
     * The revision with which the documents came; null when there are none.
     *
     * @param carried what the ConfigMap carries
     * @param revision the ConfigMap's
     * @param staged whether only some nodes are to have these documents yet: each step brings them to more
     * @param before the object's status so far
     */
    @Nullable
    Long of(Subject object, CarriedDigests carried, long revision, boolean staged, RenditionStatus before) {
        if (!carried.hasSeccomp()) {
            known.remove(object);
            return null;
        }
        Known last = Objects.requireNonNullElseGet(known.get(object), () -> told(before));
        // A restored etcd begins its revisions anew.
        long since = !staged && last.isOf(carried) && last.revision <= revision ? last.revision : revision;
        known.put(object, new Known(carried.sha256(), carried.variants(), since));
        return since;
    }

    /** Forgets an object that is gone. */
    void forget(Subject object) {
        known.remove(object);
    }

    /** The status of an earlier version names no revision. */
    private static Known told(RenditionStatus before) {
        Long revision = before.revision();
        return new Known(before.sha256(), before.variants(), revision == null ? Long.MAX_VALUE : revision);
    }
}
