package dev.portcullis.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The schemas of {@code spec} that the API server gets (crds/), each read when it is needed first. */
final class CrdSchemas {

    private CrdSchemas() {}

    static Schema ofSpec(ManifestKind kind) {
        return switch (kind) {
            case SECCOMP_PROFILE -> Profiles.SPEC;
            case CAPABILITY_POLICY -> Policies.SPEC;
        };
    }

    private static Schema read(String file) {
        try (InputStream in = Objects.requireNonNull(CrdSchemas.class.getResourceAsStream(file), file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Tree crd = new YamlText(file).read(text).trees().getFirst();
            Tree versions = crd.member("spec").orElseThrow().member("versions").orElseThrow();
            Tree version = ((Tree.Sequence) versions).items().getFirst();
            return Schema.of(version.member("schema")
                    .flatMap(schema -> schema.member("openAPIV3Schema"))
                    .flatMap(object -> object.member("properties"))
                    .flatMap(properties -> properties.member("spec"))
                    .orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static final class Profiles {
        static final Schema SPEC = read("seccompprofiles.portcullis.dev.yaml");
    }

    private static final class Policies {
        static final Schema SPEC = read("capabilitypolicies.portcullis.dev.yaml");
    }
}
