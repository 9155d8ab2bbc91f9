package dev.portcullis.operator.reconciliation;

import dev.portcullis.api.VariantDigest;
import dev.portcullis.operator.staging.Carried;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.DocumentKey;
import dev.portcullis.rendition.StagedCarrier;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The digests of the documents that a ConfigMap carries to the nodes.
 *
 * @param sha256 digest of the seccomp document for nodes without a variant; null when there is none
 * @param capabilitiesSha256 digest of a policy's capabilities; null for a profile
 * @param variants digests of the variants; null for none
 * @param minKernel the oldest kernel that the documents are for; null for any
 */
public record CarriedDigests(
        @Nullable String sha256,
        @Nullable String capabilitiesSha256,
        @Nullable List<VariantDigest> variants,
        @Nullable String minKernel) {

    public static final CarriedDigests NOTHING = new CarriedDigests(null, null, null, null);

    /** The API server does not tell an absent list from an empty one, so they must be equal here. */
    public CarriedDigests {
        variants = variants == null || variants.isEmpty() ? null : List.copyOf(variants);
    }

    /** Those of the next documents while a change goes out by stages. */
    static CarriedDigests of(ConfigMap carrier) {
        return Carried.of(carrier, true).stage() == null ? ofOne(carrier) : ofOne(StagedCarrier.next(carrier));
    }

    /** Returns whether every node is to have a seccomp document. */
    static boolean isSeccompEverywhere(ConfigMap carrier) {
        return of(carrier).hasSeccomp() && ofOne(StagedCarrier.stable(carrier)).hasSeccomp();
    }

    /** Returns whether some nodes are to have a seccomp document. */
    static boolean isSeccompAnywhere(ConfigMap carrier) {
        return of(carrier).hasSeccomp() || ofOne(StagedCarrier.stable(carrier)).hasSeccomp();
    }

    private static CarriedDigests ofOne(ConfigMap carrier) {
        return new CarriedDigests(
                promised(carrier, DocumentKey.NEUTRAL),
                promised(carrier, DocumentKey.CAPABILITIES),
                Carrier.promisedVariantDigests(carrier).entrySet().stream()
                        .map(variant -> new VariantDigest(variant.getKey(), variant.getValue()))
                        .toList(),
                Carrier.promisedMinKernel(carrier).orElse(null));
    }

    /** Returns whether there is a seccomp document. */
    public boolean hasSeccomp() {
        return sha256 != null;
    }

    /** The number of seccomp documents, variants counted. */
    int seccompDocuments() {
        return (hasSeccomp() ? 1 : 0) + (variants == null ? 0 : variants.size());
    }

    private static @Nullable String promised(ConfigMap carrier, String key) {
        String digest = Carrier.promisedDigest(carrier, key);
        return digest.isEmpty() ? null : digest;
    }
}
