package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.capability.Capability;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.kernel.Call;
import dev.portcullis.kernel.Container;
import dev.portcullis.kernel.Rendered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel refuses to containers without a capability what a profile grants only with it; runc starts them. */
class EnforcementIT {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path SAMPLE = Cluster.ROOT.resolve("config/samples/runtime-default.yaml");
    private static final Path FETCHED = Cluster.ROOT.resolve("operator/target/runtime-defaults");

    /** Arguments for which a kernel without a filter has another answer than EPERM, whatever the capabilities. */
    private static final List<Call> PRIVILEGED = List.of(
            Call.of("mount", 0, 0, 0, 0, 0),
            Call.of("umount2", 0, 0x1000_0000),
            Call.of("bpf", 9999, 0, 0),
            Call.of("setns", -1, 0),
            Call.of("unshare", 1),
            Call.of("perf_event_open", 0, 0, -1, -1, 0),
            Call.of("open_by_handle_at", -1, 0, 0),
            Call.of("chroot", 0),
            Call.of("pidfd_getfd", -1, 0, 0),
            Call.of("settimeofday", 1, 0),
            Call.of("mbind", 1, 0, 0, 0, 0, 0xffff));

    @TempDir
    static Path workspace;

    private static Container container;

    @BeforeAll
    static void prepareContainers() throws IOException {
        Container.assumePossible();
        container = Container.with(workspace, "/usr/bin/perl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"runtime-default", "docker"})
    void theRenderedProfileRefusesWhatNeedsACapabilityAndTheRawFileGrantsIt(String name) throws IOException {
        JsonNode written = name.equals("docker")
                ? docker()
                : YAML.readTree(SAMPLE.toFile()).get("spec");
        Map<String, String> unconfined = Call.errnos(container, null, PRIVILEGED);
        Map<String, String> raw = Call.errnos(container, asContainerdReads(written), PRIVILEGED);
        Map<String, String> none = Call.errnos(container, Rendered.of(written, Set.of()), PRIVILEGED);
        Map<String, String> all =
                Call.errnos(container, Rendered.of(written, EnumSet.allOf(Capability.class)), PRIVILEGED);
        System.out.printf("%-20s %-10s %-10s %-10s %s%n", name, "no filter", "raw file", "for none", "for all");
        unconfined.forEach((call, errno) -> System.out.printf(
                "%-20s %-10s %-10s %-10s %s%n",
                call, errno, raw.getOrDefault(call, ""), none.getOrDefault(call, ""), all.getOrDefault(call, "")));
        assertThat(unconfined).hasSameSizeAs(PRIVILEGED).doesNotContainValue("EPERM");
        assertThat(raw).as("the file as it is").isEqualTo(unconfined);
        assertThat(none.values()).as("rendered for no capability").containsOnly("EPERM");
        assertThat(all).as("rendered for all capabilities").isEqualTo(unconfined);
    }

    /** Only what runtime-spec's struct has is read, without a word on the rest. */
    private static JsonNode asContainerdReads(JsonNode written) {
        ObjectNode read = written.deepCopy();
        read.retain(List.of("defaultAction", "defaultErrnoRet", "architectures", "flags", "syscalls"));
        read.withArray("syscalls")
                .forEach(rule -> ((ObjectNode) rule).retain(List.of("names", "action", "errnoRet", "args")));
        return read;
    }

    private static JsonNode docker() throws IOException {
        assumeTrue(Files.isDirectory(FETCHED), "hack/runtime-defaults did not fetch Docker's default");
        try (Stream<Path> files = Files.list(FETCHED)) {
            Path file = files.filter(f -> f.getFileName().toString().startsWith("docker-"))
                    .findFirst()
                    .orElseThrow();
            return new ObjectMapper().readTree(file.toFile());
        }
    }
}
