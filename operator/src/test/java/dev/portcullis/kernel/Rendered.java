package dev.portcullis.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.capability.Capability;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Documents as x86_64 nodes get them. */
public final class Rendered {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Renderer RENDERER = new Renderer(Path.of("/run/portcullis-listeners"));

    private Rendered() {}

    /** The document of a spec in YAML, for containers without capabilities. */
    public static JsonNode of(String spec) throws IOException {
        return of(YAML.readTree(spec), Set.of());
    }

    /** The document of a spec, for containers with these capabilities. */
    public static JsonNode of(JsonNode spec, Set<Capability> capabilities) throws IOException {
        return of("profile", YAML.treeToValue(spec, SeccompProfileSpec.class), Bases.NONE, capabilities);
    }

    /** The document of a spec on its bases, for containers with these capabilities. */
    public static JsonNode of(String name, SeccompProfileSpec spec, Bases bases, Set<Capability> capabilities)
            throws IOException {
        Target target = new Target(capabilities, Architecture.X86_64, null);
        return switch (RENDERER.render(name, spec, bases, target)) {
            case Rendering.Rendered rendered -> YAML.readTree(rendered.document());
            case Rendering.Refused refused -> throw new AssertionError(name + ": " + refused.findings());
        };
    }
}
