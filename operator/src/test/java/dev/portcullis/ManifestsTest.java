package dev.portcullis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shipped pods' limits: what an intruder in one of them can neither do nor use up. */
class ManifestsTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final List<String> WORKLOADS = List.of("Deployment", "DaemonSet", "Job");

    @Test
    void everyContainerIsBoundedInMemoryAndDisk() {
        containers().forEach((name, container) -> {
            for (String resource : List.of("memory", "ephemeral-storage")) {
                assertThat(container.at("/resources/requests/" + resource).asText())
                        .as("%s: request of %s", name, resource)
                        .isNotEmpty();
                assertThat(container.at("/resources/limits/" + resource).asText())
                        .as("%s: limit of %s", name, resource)
                        .isNotEmpty();
            }
        });
    }

    @Test
    void everyContainerIsReadOnlyAndHoldsNothing() {
        containers().forEach((name, container) -> {
            JsonNode context = container.path("securityContext");
            assertThat(context.path("readOnlyRootFilesystem").asBoolean(false))
                    .as(name)
                    .isTrue();
            assertThat(context.path("allowPrivilegeEscalation").asBoolean(true))
                    .as(name)
                    .isFalse();
            assertThat(context.at("/capabilities/drop/0").asText()).as(name).isEqualTo("ALL");
            assertThat(context.at("/capabilities/add").isMissingNode()).as(name).isTrue();
            assertThat(context.path("privileged").asBoolean(false)).as(name).isFalse();
        });
    }

    /** A service account hands out no token of itself: each pod asks, in its own manifest. */
    @Test
    void tokensAreAskedForAndNamespacesAreTheirOwn() {
        List<JsonNode> accounts = objects().stream()
                .filter(object -> object.path("kind").asText().equals("ServiceAccount"))
                .toList();
        assertThat(accounts).hasSize(4).allSatisfy(account -> assertThat(
                        account.path("automountServiceAccountToken").asBoolean(true))
                .isFalse());
        assertThat(pods()).hasSize(4).allSatisfy((name, pod) -> {
            assertThat(pod.path("automountServiceAccountToken").isBoolean()).isTrue();
            assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("hostNetwork").isMissingNode()).isTrue();
            assertThat(pod.path("hostPID").isMissingNode()).isTrue();
            assertThat(pod.path("hostIPC").isMissingNode()).isTrue();
        });
    }

    private static Map<String, JsonNode> containers() {
        Map<String, JsonNode> found = new TreeMap<>();
        pods().forEach((name, pod) -> Stream.of("containers", "initContainers").forEach(kind -> pod.path(kind)
                .forEach(container ->
                        found.put(name + "/" + container.path("name").asText(), container))));
        assertThat(found).hasSizeGreaterThanOrEqualTo(4);
        return found;
    }

    private static Map<String, JsonNode> pods() {
        Map<String, JsonNode> found = new TreeMap<>();
        objects().stream()
                .filter(object -> WORKLOADS.contains(object.path("kind").asText()))
                .forEach(object -> found.put(object.at("/metadata/name").asText(), object.at("/spec/template/spec")));
        return found;
    }

    /** The objects of {@code config/}, samples left out. */
    private static List<JsonNode> objects() {
        Path config = Repository.ROOT.resolve("config");
        try (Stream<Path> paths = Files.walk(config)) {
            List<JsonNode> found = new ArrayList<>();
            for (Path path : paths.filter(path -> path.toString().endsWith(".yaml"))
                    .filter(path -> !path.startsWith(config.resolve("samples")))
                    .toList()) {
                YAML.readValues(YAML.createParser(path.toFile()), JsonNode.class)
                        .forEachRemaining(found::add);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
