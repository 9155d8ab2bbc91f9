package dev.portcullis.cli.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.cli.input.Inputs;
import dev.portcullis.cli.input.RenderedPolicies;
import dev.portcullis.cli.input.RenderedProfiles;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Rendering;
import java.util.List;
import java.util.Objects;

/** Rendered documents for scripts: a list with names, digests and warnings. */
final class RenderedList {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RenderedList() {}

    static ArrayNode of(RenderedProfiles profiles, RenderedPolicies policies, Inputs inputs) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        profiles.documents().forEach((name, rendered) -> {
            Manifest manifest = Objects.requireNonNull(
                            inputs.profiles().profiles().get(name))
                    .manifest();
            ObjectNode entry = entry(list, manifest);
            seccomp(entry, Rendition.localhostProfile(name), rendered);
            warnings(entry, rendered.warnings());
        });
        policies.documents().forEach((name, rendered) -> {
            Manifest manifest =
                    Objects.requireNonNull(inputs.policies().byName().get(name)).manifest();
            ObjectNode entry = entry(list, manifest);
            ObjectNode capabilities = entry.putObject("capabilities");
            capabilities.put("sha256", Digest.sha256(rendered.capabilities()));
            capabilities.set("document", json(rendered.capabilities()));
            if (rendered.seccomp() != null) {
                String localhostProfile = Rendition.localhostProfile(Kind.CAPABILITY_POLICY, name);
                seccomp(entry.putObject("seccomp"), localhostProfile, rendered.seccomp());
            }
            warnings(entry, rendered.warnings());
        });
        return list;
    }

    private static ObjectNode entry(ArrayNode list, Manifest manifest) {
        return list.addObject()
                .put("kind", manifest.kind().label())
                .put("name", manifest.name())
                .put("source", manifest.file());
    }

    private static void seccomp(ObjectNode target, String localhostProfile, Rendering.Rendered rendered) {
        target.put("localhostProfile", localhostProfile);
        target.put("sha256", Digest.sha256(rendered.document()));
        target.put("syscalls", rendered.syscalls());
        if (rendered.minKernel() != null) {
            target.put("minKernel", rendered.minKernel().toString());
        }
        if (!rendered.restrictions().isEmpty()) {
            ObjectNode blocks = target.putObject("blocks");
            rendered.restrictions().forEach((block, costs) -> costs.forEach(blocks.putArray(block)::add));
        }
        target.set("document", json(rendered.document()));
        ObjectNode variants = target.putObject("variants");
        rendered.variants().forEach((architecture, variant) -> variants.set(architecture, json(variant)));
    }

    private static void warnings(ObjectNode entry, List<Finding> findings) {
        ArrayNode warnings = entry.putArray("warnings");
        findings.stream().map(Finding::toString).forEach(warnings::add);
    }

    private static JsonNode json(String document) {
        try {
            return MAPPER.readTree(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a rendered document is JSON", e);
        }
    }
}
