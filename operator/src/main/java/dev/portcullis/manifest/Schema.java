package dev.portcullis.manifest;

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
 * the rules in CEL are the renderer's checks in other words.
 *
 * @param type object, array, string, integer or boolean; null where {@code intOrString} says it
 * @param intOrString whether both an integer and a string will do
 * @param anything whether every value will do
 * @param nullable whether null will do
 * @param values the only texts that will do; empty for all
 * @param minimum the least number
 * @param maximum the greatest number
 * @param minLength the fewest characters
 * @param maxLength the most characters
 * @param maxItems the most items
 * @param pattern what a text must look like
 * @param properties the members of an object
 * @param items the items of an array
 * @param required the members that must be there
 */
record Schema(
        @Nullable String type,
        boolean intOrString,
        boolean anything,
        boolean nullable,
        List<String> values,
        @Nullable BigDecimal minimum,
        @Nullable BigDecimal maximum,
        @Nullable Integer minLength,
        @Nullable Integer maxLength,
        @Nullable Integer maxItems,
        @Nullable Pattern pattern,
        Map<String, Schema> properties,
        @Nullable Schema items,
        List<String> required) {

    private static final String CRD = "seccompprofiles.portcullis.dev.yaml";

    /** The schema of {@code spec} that the API server gets (crds/). */
    static Schema ofSpec() {
        return Crd.SPEC;
    }

    /** Reads a schema from its tree. */
    static Schema of(Tree tree) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        if (tree.member("properties").orElse(null) instanceof Tree.Mapping mapping) {
            mapping.members().forEach((name, member) -> properties.put(name, of(member.value())));
        }
        return new Schema(
                tree.text("type").orElse(null),
                flag(tree, "x-kubernetes-int-or-string"),
                flag(tree, "x-kubernetes-preserve-unknown-fields"),
                flag(tree, "nullable"),
                texts(tree, "enum"),
                number(tree, "minimum").orElse(null),
                number(tree, "maximum").orElse(null),
                number(tree, "minLength").map(BigDecimal::intValueExact).orElse(null),
                number(tree, "maxLength").map(BigDecimal::intValueExact).orElse(null),
                number(tree, "maxItems").map(BigDecimal::intValueExact).orElse(null),
                tree.text("pattern").map(Schema::pattern).orElse(null),
                properties,
                tree.member("items").map(Schema::of).orElse(null),
                texts(tree, "required"));
    }

    /** In Go's patterns, which the API server reads, a final $ is the end, in Java's also before a last line break. */
    private static Pattern pattern(String text) {
        return Pattern.compile(text.endsWith("$") ? text.substring(0, text.length() - 1) + "\\z" : text);
    }

    private static boolean flag(Tree tree, String name) {
        return tree.member(name).orElse(null) instanceof Tree.Scalar scalar && Boolean.TRUE.equals(scalar.value());
    }

    private static Optional<BigDecimal> number(Tree tree, String name) {
        return tree.member(name)
                .map(value -> value instanceof Tree.Scalar scalar && scalar.value() != null
                        ? new BigDecimal(scalar.value().toString())
                        : null);
    }

    private static List<String> texts(Tree tree, String name) {
        return tree.member(name).orElse(null) instanceof Tree.Sequence sequence
                ? sequence.items().stream().map(item -> item.json().asText()).toList()
                : List.of();
    }

    /** Read on first use only. */
    private static final class Crd {
        static final Schema SPEC = read();

        private static Schema read() {
            try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(CRD), CRD)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                Tree crd = new YamlText(CRD).read(text).trees().getFirst();
                Tree versions =
                        crd.member("spec").orElseThrow().member("versions").orElseThrow();
                Tree version = ((Tree.Sequence) versions).items().getFirst();
                return of(version.member("schema")
                        .flatMap(schema -> schema.member("openAPIV3Schema"))
                        .flatMap(object -> object.member("properties"))
                        .flatMap(properties -> properties.member("spec"))
                        .orElseThrow());
            } catch (IOException e) {
                throw new UncheckedIOException(CRD + " cannot be read", e);
            }
        }
    }
}
