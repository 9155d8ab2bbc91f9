package dev.portcullis.manifest.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.capability.Capability;
import dev.portcullis.manifest.DocumentReader;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {

    /** Those that {@link Schema} reads, and those that refuse nothing. Whoever adds another must teach it to Schema. */
    private static final Set<String> KEYWORDS = Set.of(
            "anyOf",
            "additionalProperties",
            "description",
            "enum",
            "format",
            "items",
            "maxItems",
            "maxLength",
            "maxProperties",
            "maximum",
            "minItems",
            "minLength",
            "minimum",
            "nullable",
            "pattern",
            "properties",
            "required",
            "type",
            "x-kubernetes-int-or-string",
            "x-kubernetes-list-type",
            "x-kubernetes-map-type",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-validations");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seccompprofiles.portcullis.dev.yaml",
                "capabilitypolicies.portcullis.dev.yaml",
                "syscallblocks.portcullis.dev.yaml"
            })
    void noKeywordOfTheCrdsIsOverlooked(String file) throws IOException {
        String crd = Files.readString(Path.of("../crds", file));
        Node root = DocumentReader.read("crd.yaml", crd).roots().getFirst();
        Node version = ((Node.Sequence)
                        root.member("spec").orElseThrow().member("versions").orElseThrow())
                .items()
                .getFirst();
        Node spec = version.member("schema").orElseThrow();
        for (String step : new String[] {"openAPIV3Schema", "properties", "spec"}) {
            spec = spec.member(step).orElseThrow();
        }
        Set<String> found = new TreeSet<>();
        collect(spec, found);
        assertThat(KEYWORDS).containsAll(found);
    }

    @Test
    void theClassPathHasTheCommittedCrds() {
        Schema profile = Schema.of(ManifestKind.SECCOMP_PROFILE);
        assertThat(profile.properties()).containsKeys("defaultAction", "syscalls", "baseProfiles");
        assertThat(profile.required()).containsExactly("defaultAction");
        assertThat(Schema.of(ManifestKind.CAPABILITY_POLICY).properties())
                .containsKeys("capabilities", "podSelector", "enforcement");
    }

    /** What stands in CEL there and in Java here is the same. */
    @Test
    void theRulesOnPoliciesAreTheCrds() throws IOException {
        String crd = Files.readString(Path.of("../crds/capabilitypolicies.portcullis.dev.yaml"));
        assertThat(crd).contains("k.matches('^" + PolicyCheck.LABEL_KEY + "$')");
        String names = Arrays.stream(Capability.values())
                .map(Capability::name)
                .collect(Collectors.joining("', '", "in ['", "']"));
        assertThat(crd).contains(names);
    }

    private static void collect(Node schema, Set<String> keywords) {
        if (schema instanceof Node.Mapping mapping) {
            keywords.addAll(mapping.members().keySet());
        }
        schema.member("additionalProperties").ifPresent(value -> collect(value, keywords));
        schema.member("items").ifPresent(items -> collect(items, keywords));
        if (schema.member("properties").orElse(null) instanceof Node.Mapping properties) {
            properties.members().values().forEach(property -> collect(property.value(), keywords));
        }
    }
}
