package dev.portcullis.operator.rendering;

import dev.portcullis.operator.client.EventRecorder;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Finding;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of an object's spec. It holds no document, so that it can be remembered for every object.
 *
 * @param promises what the ConfigMap that carries the documents promises of them ({@link Carrier#promises}); null when the
 *     spec was refused
 * @param bytes of all documents together
 * @param errors why it was refused; none when it was not
 * @param warnings what deserves a look
 */
public record RenderResult(
        @Nullable SortedMap<String, String> promises, long bytes, List<Finding> errors, List<Finding> warnings) {

    /** More than a status and an Event have room for. */
    private static final int MAX_FINDINGS = 64;

    private static final int MAX_MESSAGE = 4096;

    public RenderResult {
        promises = promises == null ? null : Collections.unmodifiableSortedMap(promises);
        errors = small(errors);
        warnings = small(warnings);
    }

    public static RenderResult rendered(Rendition rendition, List<Finding> warnings) {
        long bytes = rendition.documents().values().stream()
                .mapToLong(document -> document.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        return new RenderResult(Carrier.promises(rendition), bytes, List.of(), warnings);
    }

    public static RenderResult refused(List<Finding> errors) {
        return new RenderResult(null, 0, errors, List.of());
    }

    public boolean isRefused() {
        return promises == null;
    }

    /** Whether it was refused for nothing but what other objects can mend. */
    public boolean waitsForOthers() {
        return isRefused() && errors.stream().allMatch(finding -> finding.code().dependsOnOthers());
    }

    /** Whether only a change of the spec can help. */
    public boolean stalls() {
        return isRefused()
                && errors.stream().noneMatch(finding -> finding.code().dependsOnOthers());
    }

    private static List<Finding> small(List<Finding> findings) {
        return findings.stream()
                .limit(MAX_FINDINGS)
                .map(finding -> new Finding(
                        finding.code(), finding.location(), EventRecorder.shortened(finding.message(), MAX_MESSAGE)))
                .toList();
    }
}
