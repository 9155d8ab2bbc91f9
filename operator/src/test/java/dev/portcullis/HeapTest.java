package dev.portcullis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The heaps of operator, agent and observer are a share of their containers' limits, whatever these are. */
class HeapTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final long MIB = 1L << 20;

    /** Java's memory beside a full heap, measured with agents: {@code docs/operations.md}. */
    private static final long BESIDE_THE_HEAP = 70 * MIB;

    @ParameterizedTest
    @CsvSource({
        "agent, config/agent/daemonset.yaml",
        "operator, config/operator/deployment.yaml",
        "operator, config/purge/job.yaml",
        "observer, config/observer/daemonset.yaml"
    })
    void theHeapIsAShareOfTheContainersLimit(String options, String manifest) throws Exception {
        long limit = limit(manifest);
        assertThat(maxHeap(options, limit)).isBetween(limit * 45 / 100, limit - BESIDE_THE_HEAP);
        for (long other : new long[] {limit * 3 / 4, limit * 2, limit * 10}) {
            // Java rounds to whole regions.
            assertThat(maxHeap(options, other)).isBetween(other / 2 - MIB, other / 2 + MIB);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "agent, config/agent/daemonset.yaml",
        "operator, config/operator/deployment.yaml",
        "observer, config/observer/daemonset.yaml"
    })
    void theLauncherTakesTheManifestsLimitForThatOfTheContainer(String command, String manifest) throws IOException {
        String launcher = Files.readString(Repository.ROOT.resolve("operator/src/main/launcher/portcullis"));
        Matcher limit = Pattern.compile("\\b%s\\) heap=%s limit=-XX:MaxRAM=(\\d+)m ".formatted(command, command))
                .matcher(launcher);
        assertThat(limit.find()).isTrue();
        assertThat(Long.parseLong(limit.group(1)) * MIB).isEqualTo(limit(manifest));
    }

    /** In bytes. */
    private static long limit(String manifest) throws IOException {
        JsonNode container =
                YAML.readTree(Repository.ROOT.resolve(manifest).toFile()).at("/spec/template/spec/containers/0");
        String limit = container.at("/resources/limits/memory").asText();
        assertThat(limit).endsWith("Mi");
        return Long.parseLong(limit.substring(0, limit.length() - 2)) * MIB;
    }

    /** The largest heap under these options in a container with this limit, in bytes. */
    private static long maxHeap(String options, long limit) {
        Path directory = Repository.ROOT.resolve("operator/src/main/options");
        Shell.Result flags = Shell.run(
                        Map.of(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + directory.resolve(options),
                        "@" + directory.resolve("all"),
                        "-XX:MaxRAM=" + limit,
                        "-XX:+PrintFlagsFinal",
                        "-version")
                .expectSuccess();
        Matcher size = Pattern.compile("\\bMaxHeapSize\\s+=\\s+(\\d+)").matcher(flags.output());
        assertThat(size.find()).isTrue();
        return Long.parseLong(size.group(1));
    }
}
