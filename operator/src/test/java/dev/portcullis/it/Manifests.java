package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The objects that chart and kustomizations render, by "KIND NAMESPACE/NAME". */
final class Manifests {

    static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Manifests() {}

    /** The chart's objects, with the namespace and the CRDs as the kustomization has them. */
    static Map<String, JsonNode> charted(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("template", "portcullis", "helm/portcullis"));
        command.addAll(List.of("--namespace", Cluster.NAMESPACE, "--set", "namespace.create=true,crds.keep=false"));
        command.addAll(List.of(options));
        return objects(
                Cluster.shared().tool("helm", command.toArray(String[]::new)).expectSuccess());
    }

    static void assertSame(Map<String, JsonNode> charted, Map<String, JsonNode> kustomized) {
        assertThat(charted.keySet()).isEqualTo(kustomized.keySet());
        kustomized.forEach((key, object) -> assertThat(charted.get(key)).as(key).isEqualTo(object));
    }

    /** The objects of an overlay that adds components to everything. */
    static Map<String, JsonNode> kustomizedWith(Path overlay, String... components) throws IOException {
        Path config = overlay.toRealPath().relativize(Cluster.ROOT.toRealPath().resolve("config"));
        String listed =
                Stream.of(components).map(component -> config + "/" + component).collect(Collectors.joining(", "));
        Files.writeString(
                overlay.resolve("kustomization.yaml"),
                "resources: [%s/default]\ncomponents: [%s]\n".formatted(config, listed));
        return objects(Cluster.shared()
                .kubectl("kustomize", overlay.toRealPath().toString())
                .expectSuccess());
    }

    static Map<String, JsonNode> objects(Shell.Result rendered) throws IOException {
        Map<String, JsonNode> objects = new TreeMap<>();
        YAML.readerFor(JsonNode.class).<JsonNode>readValues(rendered.output()).forEachRemaining(object -> {
            if (object.isObject()) {
                objects.put(
                        object.path("kind").asText() + " "
                                + object.at("/metadata/namespace").asText() + "/"
                                + object.at("/metadata/name").asText(),
                        plainNumbers(object));
            }
        });
        return objects;
    }

    /** 0 and 0.0 are the same number; the two tools print them differently. */
    private static JsonNode plainNumbers(JsonNode node) {
        if (node.isNumber()) {
            return DecimalNode.valueOf(node.decimalValue().stripTrailingZeros());
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> member.setValue(plainNumbers(member.getValue())));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                ((ArrayNode) node).set(i, plainNumbers(node.get(i)));
            }
        }
        return node;
    }
}
