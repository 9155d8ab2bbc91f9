package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.api.EffectiveCapabilities;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.ProcStatus;
import dev.portcullis.capability.ThreadSet;
import dev.portcullis.machine.RootFilesystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who may bind port 80, asked of the kernel: containers with the capabilities of three policies, of root and of another
 * user, whose program's file has capabilities or none, where every port is for everybody (as containerd sets pods up) and
 * where those below 1024 are not (Linux' default). It has to be what the policies predict.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PortE2E {

    private static final String IMAGE = "registry.local/port:1";

    /** The end of the program, with the errno: EACCES of bind, EPERM of execve. */
    enum End {
        BOUND,
        NOT_BOUND,
        NOT_EXECUTED
    }

    private final Map<String, TestPolicy> policies = new TreeMap<>();

    @BeforeAll
    void makeImageAndPolicies(@TempDir Path workspace) throws IOException {
        Installation installation = Installation.shared();
        assumeTrue(installation.node().isPresent(), "the program with file capabilities is in an image for this node");
        RootFilesystem root =
                RootFilesystem.of(Files.createDirectory(workspace.resolve("root")), List.of(PortProgram.PERL));
        root.copyWithCapabilities(PortProgram.PERL, PortProgram.CAPABLE, PortProgram.FILE_CAPABILITIES);
        installation.node().orElseThrow().load(IMAGE, workspace, root);
        // Without a selector they govern nobody: the pods say the same themselves.
        policies.put("default", TestPolicy.apply("e2e-port-default", "{capabilities: {add: []}}"));
        policies.put(
                "net-bind",
                TestPolicy.apply("e2e-port-net-bind", "{capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}"));
        policies.put("nothing", TestPolicy.apply("e2e-port-nothing", "{capabilities: {drop: [ALL]}}"));
    }

    @AfterAll
    void removePolicies() {
        policies.values().forEach(TestPolicy::close);
    }

    @ParameterizedTest(name = "{0}, user {1}, ports from {2}, {3}, noNewPrivileges {4}: {5}")
    @CsvSource(textBlock = """
            # policy, user, ports, program,            noNewPrivileges
            default,     0,    0, PLAIN,              false, BOUND
            default,     0, 1024, PLAIN,              false, BOUND
            default,  1024,    0, PLAIN,              false, BOUND
            default,  1024, 1024, PLAIN,              false, NOT_BOUND
            default,  1024, 1024, FILE,               false, BOUND
            net-bind,    0,    0, PLAIN,              false, BOUND
            net-bind,    0, 1024, PLAIN,              false, BOUND
            net-bind,    0, 1024, FILE,               false, BOUND
            net-bind, 1024,    0, PLAIN,              false, BOUND
            net-bind, 1024, 1024, PLAIN,              false, NOT_BOUND
            net-bind, 1024, 1024, FILE,               false, BOUND
            net-bind, 1024, 1024, FILE_STARTED_LATER, false, BOUND
            net-bind, 1024, 1024, PLAIN,              true,  NOT_BOUND
            net-bind, 1024, 1024, FILE,               true,  BOUND
            net-bind, 1024, 1024, FILE_STARTED_LATER, true,  NOT_BOUND
            nothing,     0,    0, PLAIN,              false, BOUND
            nothing,     0, 1024, PLAIN,              false, NOT_BOUND
            nothing,     0, 1024, FILE,               false, NOT_EXECUTED
            nothing,  1024,    0, PLAIN,              false, BOUND
            nothing,  1024,    0, FILE,               false, NOT_EXECUTED
            nothing,  1024, 1024, PLAIN,              false, NOT_BOUND
            nothing,  1024, 1024, FILE,               false, NOT_EXECUTED
            nothing,  1024, 1024, FILE_STARTED_LATER, false, NOT_EXECUTED
            nothing,  1024, 1024, FILE_STARTED_LATER, true,  NOT_EXECUTED
            """)
    void thePortIsBoundOrRefusedAsThePolicyPredicts(
            String name, int user, int ports, PortProgram program, boolean noNewPrivileges, End end)
            throws IOException {
        TestPolicy policy = Objects.requireNonNull(policies.get(name));
        PodDraft draft = PodDraft.of("""
                        {spec: {
                          securityContext: {runAsUser: %1$d, runAsGroup: %1$d, sysctls: %2$s},
                          containers: [{securityContext: {
                            allowPrivilegeEscalation: %3$s, capabilities: %4$s, seccompProfile: {type: Unconfined}}}]}}
                        """.formatted(
                        user,
                        // What containerd does is what it is without a word.
                        ports == 0 ? "[]" : "[{name: net.ipv4.ip_unprivileged_port_start, value: '" + ports + "'}]",
                        !noNewPrivileges,
                        policy.capabilities()))
                .from(IMAGE)
                .running(program.command());

        TestPod.Outcome outcome = TestPod.run(draft);
        assertEnd(outcome, end);
        Prediction predicted = Prediction.of(policy, user, PortProgram.FILE_CAPABILITIES, PortProgram.PORT);
        if (end == End.NOT_EXECUTED) {
            assertThat(predicted.held(program.explained(noNewPrivileges))).isEmpty();
            return;
        }
        assertThat(outcome.output()).contains("start " + ports + "\n");
        Map<ThreadSet, CapabilitySet> observed = ProcStatus.sets(outcome.output());
        assertThat(predicted.held(program.explained(noNewPrivileges))).hasValue(observed);
        if (!noNewPrivileges) {
            assertThat(predicted.binds(ports, program == PortProgram.PLAIN)).isEqualTo(end == End.BOUND);
        }
        if (program == PortProgram.PLAIN) {
            assertPublished(policy, user, observed);
        }
    }

    private static void assertEnd(TestPod.Outcome outcome, End end) {
        switch (end) {
            case BOUND -> {
                assertThat(outcome.exitCode()).as(outcome.output()).isZero();
                assertThat(outcome.output()).endsWith("bound\n");
            }
            case NOT_BOUND -> {
                assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(13);
                // Standard output and error come to the log in any order.
                assertThat(outcome.output())
                        .contains("bind: Permission denied\n")
                        .doesNotContain("bound");
            }
            case NOT_EXECUTED -> {
                // Where it is the container's first program, it is the runtime that says so, with an exit code of its
                // own.
                assertThat(outcome.exitCode()).as(outcome.output()).isNotZero();
                assertThat(outcome.output())
                        .containsIgnoringCase("exec")
                        .endsWithIgnoringCase(": Operation not permitted\n")
                        .doesNotContain("Cap");
            }
        }
    }

    /** The policy's status and its file on the node say the same as the kernel. */
    private static void assertPublished(TestPolicy policy, int user, Map<ThreadSet, CapabilitySet> observed)
            throws IOException {
        EffectiveCapabilities published = Objects.requireNonNull(
                user == 0 ? policy.status().root() : policy.status().nonRoot());
        assertThat(observed)
                .containsEntry(
                        ThreadSet.EFFECTIVE,
                        CapabilitySet.parse(published.effective()).orElseThrow())
                .containsEntry(
                        ThreadSet.BOUNDING,
                        CapabilitySet.parse(published.bounding()).orElseThrow());
        JsonNode file = policy.file().at(user == 0 ? "/root/status" : "/nonRoot/status");
        observed.forEach((set, value) -> assertThat(file.get(set.statusName()).asText())
                .as(set.statusName())
                .isEqualTo(value.hex()));
    }
}
