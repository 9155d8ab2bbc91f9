package dev.portcullis.manifest.check;

import dev.portcullis.manifest.DocumentReader;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A structural schema of a CustomResourceDefinition (apiextensions.k8s.io/v1, JSONSchemaProps), as far as ours use it;
 * the rules in CEL are the renderer's checks, and those of {@link PolicyCheck}, in other words.
 *
 * @param type object, array, string, integer or boolean; null where {@code intOrString} says it
 * @param intOrString whether both an integer and a string will do
 * @param anything whether every value will do
 * @param nullable whether null will do
 * @param values the only values that will do, each a String or a Boolean; empty for all
 * @param minimum the least number
 * @param maximum the greatest number
 * @param minLength the fewest characters
 * @param maxLength the most characters
 * @param maxItems the most items
 * @param maxProperties the most members
 * @param unique whether no two items may be the same
 * @param pattern what a text must look like
 * @param properties the members of an object
 * @param additional what members of any other name must be; null where there are none
 * @param items the items of an array
 * @param required the members that must be there
 */
record Schema(
        @Nullable String type,
        boolean intOrString,
        boolean anything,
        boolean nullable,
        List<Object> values,
        @Nullable BigDecimal minimum,
        @Nullable BigDecimal maximum,
        @Nullable Integer minLength,
        @Nullable Integer maxLength,
        @Nullable Integer maxItems,
        @Nullable Integer maxProperties,
        boolean unique,
        @Nullable Pattern pattern,
        Map<String, Schema> properties,
        @Nullable Schema additional,
        @Nullable Schema items,
        List<String> required) {

    private static final String CRDS = "/dev/portcullis/manifest/";

    /** The schema of {@code spec} that the API server gets (crds/), read when it is first needed. */
    static Schema of(ManifestKind kind) {
        return switch (kind) {
            case SECCOMP_PROFILE -> Profiles.SPEC;
            case CAPABILITY_POLICY -> Policies.SPEC;
            case SYSCALL_BLOCK -> Blocking.SPEC;
            case PROFILE_OBSERVATION -> Observing.SPEC;
        };
    }

    private static final class Profiles {
        static final Schema SPEC = read("seccompprofiles.portcullis.dev.yaml");
    }

    private static final class Policies {
        static final Schema SPEC = read("capabilitypolicies.portcullis.dev.yaml");
    }

    private static final class Blocking {
        static final Schema SPEC = read("syscallblocks.portcullis.dev.yaml");
    }

    private static final class Observing {
        static final Schema SPEC = read("profileobservations.portcullis.dev.yaml");
    }

    private static Schema read(String file) {
        try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(CRDS + file), file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Node crd = DocumentReader.read(file, text).roots().getFirst();
            Node versions = crd.member("spec").orElseThrow().member("versions").orElseThrow();
            Node version = ((Node.Sequence) versions).items().getFirst();
            return of(version.member("schema")
                    .flatMap(schema -> schema.member("openAPIV3Schema"))
                    .flatMap(object -> object.member("properties"))
                    .flatMap(properties -> properties.member("spec"))
                    .orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** Reads a schema from its tree. */
    static Schema of(Node tree) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        if (tree.member("properties").orElse(null) instanceof Node.Mapping mapping) {
            mapping.members().forEach((name, member) -> properties.put(name, of(member.value())));
        }
        return new Schema(
                tree.text("type").orElse(null),
                flag(tree, "x-kubernetes-int-or-string"),
                flag(tree, "x-kubernetes-preserve-unknown-fields"),
                flag(tree, "nullable"),
                scalars(tree, "enum"),
                number(tree, "minimum").orElse(null),
                number(tree, "maximum").orElse(null),
                count(tree, "minLength"),
                count(tree, "maxLength"),
                count(tree, "maxItems"),
                count(tree, "maxProperties"),
                tree.text("x-kubernetes-list-type").filter("set"::equals).isPresent(),
                tree.text("pattern").map(Schema::pattern).orElse(null),
                properties,
                tree.member("additionalProperties").map(Schema::of).orElse(null),
                tree.member("items").map(Schema::of).orElse(null),
                scalars(tree, "required").stream().map(Object::toString).toList());
    }

    /** A final $ is the end in Go's patterns, which the API server reads; in Java it also matches before a last line break. */
    private static Pattern pattern(String text) {
        return Pattern.compile(text.endsWith("$") ? text.substring(0, text.length() - 1) + "\\z" : text);
    }

    private static boolean flag(Node tree, String name) {
        return tree.member(name).orElse(null) instanceof Node.Scalar scalar && Boolean.TRUE.equals(scalar.value());
    }

    private static Optional<BigDecimal> number(Node tree, String name) {
        return tree.member(name)
                .map(value -> value instanceof Node.Scalar scalar && scalar.value() != null
                        ? new BigDecimal(scalar.value().toString())
                        : null);
    }

    private static @Nullable Integer count(Node tree, String name) {
        return number(tree, name).map(BigDecimal::intValueExact).orElse(null);
    }

    private static List<Object> scalars(Node tree, String name) {
        return tree.member(name).orElse(null) instanceof Node.Sequence sequence
                ? sequence.items().stream()
                        .map(item -> Objects.requireNonNull(((Node.Scalar) item).value()))
                        .toList()
                : List.of();
    }
}
