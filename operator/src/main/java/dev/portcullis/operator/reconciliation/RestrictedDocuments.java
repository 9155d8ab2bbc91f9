package dev.portcullis.operator.reconciliation;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.rendition.RenderedFile;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Restriction;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Restricts documents whose specs are gone: a document is a profile itself, in the dialect of OCI, and is rendered
 * again.
 */
public final class RestrictedDocuments {

    private final Renderer renderer;
    private final KubernetesSerialization json;

    /** Documents are rendered by this renderer, and read by this client's parser. */
    public RestrictedDocuments(Renderer renderer, KubernetesSerialization json) {
        this.renderer = renderer;
        this.json = json;
    }

    /**
     * The rendition with a restriction in all of its documents.
     *
     * @throws IllegalArgumentException when a document is none that a profile could have
     */
    Rendition of(Rendition rendition, Restriction restriction) {
        Renderer restricted = renderer.restrictedBy(restriction);
        return new Rendition(
                rendition.kind(),
                rendition.name(),
                rendition.generation(),
                rendition.files().stream()
                        .map(file -> file.content().differsByPlatform() ? of(file, rendition.name(), restricted) : file)
                        .toList(),
                rendition.nodes());
    }

    private RenderedFile of(RenderedFile file, String name, Renderer restricted) {
        Rendering.Rendered neutral = rendered(file.document(), name, restricted);
        SortedMap<String, String> variants = new TreeMap<>(neutral.variants());
        for (Map.Entry<String, String> variant : file.variants().entrySet()) {
            Rendering.Rendered own = rendered(variant.getValue(), name, restricted);
            variants.put(variant.getKey(), own.variants().getOrDefault(variant.getKey(), own.document()));
        }
        return RenderedFile.seccomp(neutral.document(), variants, file.minKernel());
    }

    private Rendering.Rendered rendered(String document, String name, Renderer restricted) {
        SeccompProfileSpec spec = json.unmarshal(document, SeccompProfileSpec.class);
        return switch (restricted.render(name, spec, Bases.NONE, Set.of())) {
            case Rendering.Rendered rendered -> rendered;
            case Rendering.Refused refused ->
                throw new IllegalArgumentException(
                        refused.findings().stream().map(Object::toString).collect(Collectors.joining("; ")));
        };
    }
}
