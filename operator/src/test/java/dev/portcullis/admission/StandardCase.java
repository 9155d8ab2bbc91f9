package dev.portcullis.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.CapabilityPolicySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pod of a public standard, with the standard written as a policy. The folder {@code admission/STANDARD} has the policy
 * ({@code policy.yaml}) and pods that both let in ({@code allowed.yaml}), that both refuse ({@code denied.yaml}), and about
 * which they differ, with a comment why ({@code differs.yaml}: the annotation {@code standard} has the standard's verdict).
 * The annotation {@code objections} has the rules that a pod breaks, each with the first container that does.
 *
 * @param standard the folder's name, which is also the policy's
 * @param file {@code allowed}, {@code denied} or {@code differs}
 * @param policy the policy as a manifest
 * @param pod the pod as a manifest
 */
public record StandardCase(String standard, String file, JsonNode policy, JsonNode pod) {

    private static final Path FOLDER = Path.of("src/test/resources/admission");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** All cases of all standards. */
    public static List<StandardCase> all() throws IOException {
        List<StandardCase> cases = new ArrayList<>();
        for (Path folder : sorted(FOLDER)) {
            JsonNode policy = YAML.readTree(folder.resolve("policy.yaml").toFile());
            for (Path file : sorted(folder)) {
                String name = file.getFileName().toString().replace(".yaml", "");
                if (!name.equals("policy")) {
                    try (MappingIterator<JsonNode> pods =
                            YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
                        pods.forEachRemaining(pod ->
                                cases.add(new StandardCase(folder.getFileName().toString(), name, policy, pod)));
                    }
                }
            }
        }
        return cases;
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        }
    }

    /** What the policy demands. */
    public Requirements requirements() throws IOException {
        return Requirements.of(standard, YAML.treeToValue(policy.path("spec"), CapabilityPolicySpec.class), true);
    }

    /** The objections that are due, each {@code RULE CONTAINER}, or {@code RULE} for the pod itself. */
    public List<String> expected() {
        String objections = annotation("objections");
        return objections.isEmpty() ? List.of() : Arrays.asList(objections.split(", ", -1));
    }

    /** Whether the standard lets the pod in. */
    public boolean allowedByStandard() {
        return file.equals("differs") ? annotation("standard").equals("allowed") : file.equals("allowed");
    }

    private String annotation(String name) {
        return pod.path("metadata").path("annotations").path(name).asText("");
    }

    @Override
    public String toString() {
        return standard + "/" + pod.path("metadata").path("name").asText("");
    }
}
