package dev.portcullis.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.manifest.CheckedManifest;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Rendering;
import java.util.Map;
import java.util.Objects;

/** How rendered documents are printed. */
enum RenderFormat {
    /** As on the node; of several, each below a line with its name. */
    text,
    /** A JSON list with all that is known of each. */
    json,
    /** The same in YAML. */
    yaml;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    String of(Map<String, Rendering.Rendered> documents, ProfileSet profiles) {
        return switch (this) {
            case text -> text(documents);
            case json -> Json.text(list(documents, profiles));
            case yaml -> Json.yaml(list(documents, profiles));
        };
    }

    private static String text(Map<String, Rendering.Rendered> documents) {
        StringBuilder text = new StringBuilder();
        documents.forEach((name, rendered) -> {
            if (documents.size() > 1) {
                text.append("# ").append(Rendition.localhostProfile(name)).append('\n');
            }
            text.append(rendered.document());
            if (!rendered.document().endsWith("\n")) {
                text.append('\n');
            }
        });
        return text.toString();
    }

    private static ArrayNode list(Map<String, Rendering.Rendered> documents, ProfileSet profiles) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        documents.forEach((name, rendered) -> {
            CheckedManifest<SeccompProfileSpec> checked =
                    Objects.requireNonNull(profiles.profiles().get(name));
            ObjectNode entry = list.addObject();
            entry.put("name", name);
            entry.put("source", checked.manifest().file());
            entry.put("localhostProfile", Rendition.localhostProfile(name));
            entry.put("sha256", Digest.sha256(rendered.document()));
            entry.put("syscalls", rendered.syscalls());
            if (rendered.minKernel() != null) {
                entry.put("minKernel", rendered.minKernel().toString());
            }
            entry.set("document", json(rendered.document()));
            ObjectNode variants = entry.putObject("variants");
            rendered.variants().forEach((architecture, variant) -> variants.set(architecture, json(variant)));
            ArrayNode warnings = entry.putArray("warnings");
            rendered.warnings().stream().map(Finding::toString).forEach(warnings::add);
        });
        return list;
    }

    private static JsonNode json(String document) {
        try {
            return MAPPER.readTree(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a rendered document is JSON", e);
        }
    }
}
