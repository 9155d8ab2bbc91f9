package dev.portcullis.seccomp;

import dev.portcullis.api.SeccompProfileSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Turns a spec into the document for the nodes. The same meaning in gives the same bytes out. */
public final class Renderer {

    /** A ConfigMap holds at most 1 MiB (core/v1, MaxSecretSize); this leaves room for its metadata. */
    public static final int MAX_DOCUMENT_BYTES = 900 * 1024;

    private final Checks checks;

    /**
     * A renderer for one cluster.
     *
     * @param listenerDirectory the only directory in which profiles may name a {@code listenerPath}
     */
    public Renderer(Path listenerDirectory) {
        this.checks = new Checks(listenerDirectory);
    }

    /** Renders, or tells everything that stands against it. */
    public Rendering render(SeccompProfileSpec spec) {
        List<Finding> findings = new ArrayList<>();
        Profile profile = new ProfileReader(findings).read(spec);
        findings.addAll(checks.errors(profile));
        if (!findings.isEmpty()) {
            return new Rendering.Refused(findings);
        }
        Profile normal = NormalForm.of(profile);
        String document = Document.of(normal);
        int bytes = document.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_DOCUMENT_BYTES) {
            return new Rendering.Refused(List.of(new Finding(
                    Finding.Code.DOCUMENT_TOO_LARGE,
                    "spec",
                    "the rendered document has " + bytes + " bytes and may have " + MAX_DOCUMENT_BYTES
                            + "; split the profile or use fewer conditions")));
        }
        return new Rendering.Rendered(document, normal.syscallCount(), Warnings.of(profile));
    }
}
