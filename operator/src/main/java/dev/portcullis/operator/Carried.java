package dev.portcullis.operator;

import dev.portcullis.api.VariantDigest;
import dev.portcullis.rendition.Carrier;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is being carried to the nodes.
 *
 * @param sha256 digest of the document for every node that no variant is for
 * @param variants digests of the others
 * @param minKernel the oldest kernel that takes them; null for any
 */
record Carried(
        String sha256,
        List<VariantDigest> variants,
        @Nullable String minKernel) {

    static Carried of(ConfigMap carrier) {
        return new Carried(
                Carrier.promisedDigest(carrier),
                Carrier.promisedVariantDigests(carrier).entrySet().stream()
                        .map(variant -> new VariantDigest(variant.getKey(), variant.getValue()))
                        .toList(),
                Carrier.promisedMinKernel(carrier).orElse(null));
    }
}
