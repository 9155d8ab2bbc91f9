package dev.portcullis.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SchemaTest {

    /** Those that {@link Schema} reads, and those that refuse nothing. Whoever adds another must teach it to Schema. */
    private static final Set<String> KEYWORDS = Set.of(
            "description",
            "enum",
            "format",
            "items",
            "maxItems",
            "maxLength",
            "maximum",
            "minLength",
            "minimum",
            "nullable",
            "pattern",
            "properties",
            "required",
            "type",
            "x-kubernetes-int-or-string",
            "x-kubernetes-list-type",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-validations");

    @Test
    void noKeywordOfTheCrdIsOverlooked() throws IOException {
        String crd = Files.readString(Path.of("../crds/seccompprofiles.portcullis.dev.yaml"));
        Tree root = Documents.read("crd.yaml", crd).trees().getFirst();
        Tree version = ((Tree.Sequence)
                        root.member("spec").orElseThrow().member("versions").orElseThrow())
                .items()
                .getFirst();
        Tree spec = version.member("schema").orElseThrow();
        for (String step : new String[] {"openAPIV3Schema", "properties", "spec"}) {
            spec = spec.member(step).orElseThrow();
        }
        Set<String> found = new TreeSet<>();
        collect(spec, found);
        assertThat(KEYWORDS).containsAll(found);
    }

    @Test
    void theClassPathHasTheCommittedCrd() {
        assertThat(Schema.ofSpec().properties()).containsKeys("defaultAction", "syscalls", "baseProfiles");
        assertThat(Schema.ofSpec().required()).containsExactly("defaultAction");
    }

    private static void collect(Tree schema, Set<String> keywords) {
        if (schema instanceof Tree.Mapping mapping) {
            keywords.addAll(mapping.members().keySet());
        }
        schema.member("items").ifPresent(items -> collect(items, keywords));
        if (schema.member("properties").orElse(null) instanceof Tree.Mapping properties) {
            properties.members().values().forEach(property -> collect(property.value(), keywords));
        }
    }
}
