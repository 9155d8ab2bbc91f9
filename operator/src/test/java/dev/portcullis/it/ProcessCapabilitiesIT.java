package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.capability.Adjustment;
import dev.portcullis.capability.Capability;
import dev.portcullis.capability.CapabilityDocument;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.Credentials;
import dev.portcullis.capability.FileCapabilities;
import dev.portcullis.capability.ProcStatus;
import dev.portcullis.capability.Program;
import dev.portcullis.capability.RuntimeDefaults;
import dev.portcullis.capability.ThreadCapabilities;
import dev.portcullis.capability.ThreadSet;
import dev.portcullis.kernel.Container;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Containers that runc starts with a rendered {@code process.capabilities} hold what was predicted. */
class ProcessCapabilitiesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USER = 1024;
    private static final FileCapabilities BINDING =
            FileCapabilities.effectiveAndPermitted(CapabilitySet.of(Capability.NET_BIND_SERVICE));
    private static final Adjustment BIND_ALONE = Adjustment.of(List.of("NET_BIND_SERVICE"), List.of("ALL"));

    /** Only capabilities that every machine has: runc leaves out others. */
    private static final List<Adjustment> ADJUSTMENTS = List.of(
            Adjustment.NONE,
            BIND_ALONE,
            Adjustment.of(List.of(), List.of("ALL")),
            Adjustment.of(List.of("SYS_TIME", "NET_BIND_SERVICE"), List.of("CHOWN")));

    @TempDir
    static Path workspace;

    private static Container container;

    @BeforeAll
    static void prepareContainers() throws IOException {
        Container.assumePossible();
        container = Container.with(workspace, "/bin/cat");
        Path copy = Files.copy(
                container.root().directory().resolve("bin/cat"),
                container.root().directory().resolve("bin/capable"));
        Shell.run(Map.of(), "setcap", "cap_net_bind_service+ep", copy.toString())
                .expectSuccess();
    }

    /**
     * A container.
     *
     * @param root whether its user is root
     */
    record Case(RuntimeDefaults runtime, Adjustment adjustment, boolean root, boolean noNewPrivileges) {

        Credentials credentials() {
            Credentials user = root ? Credentials.ROOT : Credentials.NON_ROOT;
            return noNewPrivileges ? user.withNoNewPrivileges() : user;
        }

        Optional<ThreadCapabilities> predicted(Program program) {
            return runtime.process(adjustment, root).applied(credentials()).execve(program);
        }

        void configure(ObjectNode configuration) {
            JsonNode document;
            try {
                document = JSON.readTree(CapabilityDocument.of(runtime, adjustment));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            ObjectNode process = configuration.withObject("/process");
            process.set("capabilities", document.get(root ? "root" : "nonRoot").get("capabilities"));
            process.put("noNewPrivileges", noNewPrivileges);
            process.withObject("/user").put("uid", root ? 0 : USER);
        }
    }

    static Stream<Case> cases() {
        return Arrays.stream(RuntimeDefaults.values()).flatMap(runtime -> ADJUSTMENTS.stream()
                .flatMap(adjustment -> Stream.of(true, false).flatMap(root -> Stream.of(true, false)
                        .map(noNew -> new Case(runtime, adjustment, root, noNew)))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aContainerHoldsWhatThePolicyPredicts(Case one) {
        assertThat(held(one, "/bin/cat")).isEqualTo(one.predicted(Program.PLAIN).map(ProcessCapabilitiesIT::sets));
        assertThat(held(one, "/bin/capable"))
                .isEqualTo(one.predicted(Program.with(BINDING)).map(ProcessCapabilitiesIT::sets));
    }

    /** Empty if the kernel refuses to execute the program. */
    private static Optional<Map<ThreadSet, CapabilitySet>> held(Case one, String program) {
        Shell.Ended ended = container.runWith(one::configure, program, "/proc/self/status");
        if (ended.isSuccess()) {
            return Optional.of(ProcStatus.sets(ended.expectSuccess().output()));
        }
        assertThat(ended.expectFailure().errors()).contains("operation not permitted");
        return Optional.empty();
    }

    private static Map<ThreadSet, CapabilitySet> sets(ThreadCapabilities thread) {
        Map<ThreadSet, CapabilitySet> sets = new EnumMap<>(ThreadSet.class);
        Arrays.stream(ThreadSet.values()).forEach(set -> sets.put(set, thread.get(set)));
        return sets;
    }
}
