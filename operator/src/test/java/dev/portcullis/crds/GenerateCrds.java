package dev.portcullis.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SyscallBlock;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes the CRD manifests: what the generator reads from the Java types, patched with what only a schema can say
 * ({@code src/test/resources/crds}), in a stable order.
 */
public final class GenerateCrds {

    private static final List<Class<? extends HasMetadata>> TYPES = List.of(
            SeccompProfile.class,
            CapabilityPolicy.class,
            SyscallBlock.class,
            NodeSync.class,
            ProfileObservation.class,
            NodeObservation.class);
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build());

    private GenerateCrds() {}

    /** Writes one file per CRD into the directory that is the only argument. */
    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, String> manifest : manifests().entrySet()) {
            Files.writeString(directory.resolve(manifest.getKey()), manifest.getValue());
        }
    }

    /** File name to contents. */
    static Map<String, String> manifests() throws IOException {
        Map<String, String> manifests = new TreeMap<>();
        for (Class<? extends HasMetadata> type : TYPES) {
            ObjectNode crd = generated(type);
            String name = crd.at("/metadata/name").textValue();
            ((ObjectNode) crd.get("metadata")).remove("annotations");
            ObjectNode version = (ObjectNode) crd.at("/spec/versions/0");
            ObjectNode schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
            mergePatch(schema, overlay(type));
            if (type == SeccompProfile.class) {
                acceptNulls((ObjectNode) schema.at("/properties/spec"));
            }
            normalise(schema);
            orderColumns(version, type);
            manifests.put(
                    name + ".yaml",
                    "# Generated from the Java types by `make generate`.\n" + YAML.writeValueAsString(crd));
        }
        return manifests;
    }

    private static ObjectNode generated(Class<? extends HasMetadata> type) throws IOException {
        Map<String, ByteArrayOutputStream> outputs = new HashMap<>();
        new CRDGenerator()
                .customResourceClasses(type)
                .forCRDVersions("v1")
                .withOutput(new CRDGenerator.CRDOutput<OutputStream>() {
                    @Override
                    public OutputStream outputFor(String crdName) {
                        return outputs.computeIfAbsent(crdName, n -> new ByteArrayOutputStream());
                    }

                    @Override
                    public void close() {}
                })
                .generate();
        String yaml = outputs.values().iterator().next().toString(StandardCharsets.UTF_8);
        return (ObjectNode) YAML.readTree(yaml);
    }

    private static JsonNode overlay(Class<?> type) {
        try (InputStream in = Objects.requireNonNull(
                GenerateCrds.class.getResourceAsStream("/crds/" + type.getSimpleName() + ".yaml"))) {
            // Through a plain object, because the tree reader does not resolve YAML anchors.
            return YAML.valueToTree(new org.yaml.snakeyaml.Yaml().load(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 7396. */
    private static void mergePatch(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(member -> {
            JsonNode old = target.get(member.getKey());
            if (member.getValue().isNull()) {
                target.remove(member.getKey());
            } else if (member.getValue().isObject()) {
                ObjectNode inner = old instanceof ObjectNode object ? object : target.putObject(member.getKey());
                mergePatch(inner, member.getValue());
            } else {
                target.set(member.getKey(), member.getValue());
            }
        });
    }

    /** Tools write null for what is absent: every member of the spec that may be absent may also be null. */
    private static void acceptNulls(ObjectNode schema) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.textValue()));
        schema.path("properties").properties().forEach(member -> {
            ObjectNode property = (ObjectNode) member.getValue();
            if (!required.contains(member.getKey())) {
                property.put("nullable", true);
            }
            // No tool writes a selector, which is ours alone.
            if (!member.getKey().equals("nodeSelector")) {
                acceptNulls(property);
            }
        });
        if (schema.get("items") instanceof ObjectNode items) {
            acceptNulls(items);
        }
    }

    /** Whole numbers are written as such, and members in alphabetical order, so that the file changes only with its meaning. */
    private static void normalise(ObjectNode node) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        node.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
        node.removeAll();
        sorted.forEach((key, value) -> {
            if (value instanceof ObjectNode object) {
                normalise(object);
                node.set(key, object);
            } else if (value.isFloatingPointNumber()) {
                node.set(key, whole(value.decimalValue()));
            } else {
                value.forEach(item -> {
                    if (item instanceof ObjectNode object) {
                        normalise(object);
                    }
                });
                node.set(key, value);
            }
        });
    }

    private static JsonNode whole(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0
                ? JsonNodeFactory.instance.numberNode(number.longValueExact())
                : DecimalNode.valueOf(number);
    }

    /** The generator sorts columns by path; a table reads in the order of the annotations. */
    private static void orderColumns(ObjectNode version, Class<?> type) {
        List<String> order = Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        List<JsonNode> columns = new ArrayList<>();
        version.get("additionalPrinterColumns").forEach(columns::add);
        columns.sort(Comparator.comparingInt(c -> order.indexOf(c.get("name").textValue())));
        version.putArray("additionalPrinterColumns").addAll(columns);
    }
}
