package dev.portcullis.operator.rendering;

import dev.portcullis.api.EffectiveCapabilities;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.wording.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of rendering an object's spec. Without its documents it is small, whatever the spec, and is kept.
 *
 * @param rendition the documents; null when they were handed over, or the spec was refused
 * @param promises the digests and the oldest kernel that the ConfigMap promises ({@link Carrier#promises}); null when the
 *     spec was refused
 * @param bytes of all documents together
 * @param errors the reasons of a refusal; empty when there was none
 * @param warnings what was accepted but is probably a mistake
 * @param syscalls the number of distinct syscalls in the seccomp document; null when there is none
 * @param root the capabilities of a policy's root containers; null for a profile
 * @param nonRoot those of its other containers; null for a profile
 * @param restrictions the SyscallBlocks that changed a document, by name, each with what it costs, in words
 */
public record RenderResult(
        @Nullable Rendition rendition,
        @Nullable SortedMap<String, String> promises,
        long bytes,
        List<Finding> errors,
        List<Finding> warnings,
        @Nullable Integer syscalls,
        @Nullable EffectiveCapabilities root,
        @Nullable EffectiveCapabilities nonRoot,
        SortedMap<String, SortedSet<String>> restrictions) {

    /** The largest number of findings that fit into a status and an Event. */
    private static final int MAX_FINDINGS = 64;

    private static final int MAX_MESSAGE = 4096;

    /** Keeps as many findings as fit into a status. */
    public RenderResult {
        promises = promises == null ? null : Collections.unmodifiableSortedMap(promises);
        errors = small(errors);
        warnings = small(warnings);
        restrictions = Collections.unmodifiableSortedMap(new TreeMap<>(restrictions));
    }

    /** The result for a SeccompProfile. */
    public static RenderResult ofProfile(
            Rendition rendition,
            List<Finding> warnings,
            int syscalls,
            SortedMap<String, SortedSet<String>> restrictions) {
        return rendered(rendition, warnings, syscalls, null, null, restrictions);
    }

    /** The result for a CapabilityPolicy. */
    public static RenderResult ofPolicy(
            Rendition rendition,
            List<Finding> warnings,
            @Nullable Integer syscalls,
            EffectiveCapabilities root,
            EffectiveCapabilities nonRoot,
            SortedMap<String, SortedSet<String>> restrictions) {
        return rendered(rendition, warnings, syscalls, root, nonRoot, restrictions);
    }

    /** The result for a spec that cannot be rendered. */
    public static RenderResult refused(List<Finding> errors) {
        return new RenderResult(null, null, 0, errors, List.of(), null, null, null, Collections.emptySortedMap());
    }

    private static RenderResult rendered(
            Rendition rendition,
            List<Finding> warnings,
            @Nullable Integer syscalls,
            @Nullable EffectiveCapabilities root,
            @Nullable EffectiveCapabilities nonRoot,
            SortedMap<String, SortedSet<String>> restrictions) {
        long bytes = rendition.documents().values().stream()
                .mapToLong(document -> document.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        return new RenderResult(
                rendition,
                Carrier.promises(rendition),
                bytes,
                List.of(),
                warnings,
                syscalls,
                root,
                nonRoot,
                restrictions);
    }

    /** The same without the documents. */
    public RenderResult withoutDocuments() {
        return new RenderResult(null, promises, bytes, errors, warnings, syscalls, root, nonRoot, restrictions);
    }

    /** Returns whether the spec was refused. */
    public boolean isRefused() {
        return promises == null;
    }

    /** Returns whether changes of other objects can resolve every error. */
    public boolean waitsForOthers() {
        return isRefused() && errors.stream().allMatch(finding -> finding.code().dependsOnOthers());
    }

    /** Returns whether only a change of the spec can help. */
    public boolean stalls() {
        return isRefused()
                && errors.stream().noneMatch(finding -> finding.code().dependsOnOthers());
    }

    private static List<Finding> small(List<Finding> findings) {
        return findings.stream()
                .limit(MAX_FINDINGS)
                .map(finding -> new Finding(
                        finding.code(),
                        finding.location(),
                        Excerpt.of(finding.message(), MAX_MESSAGE, Excerpt.ELLIPSIS)))
                .toList();
    }
}
