package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.machine.LinuxProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The processes in the pods of agent and operator, as the kernel shows them. */
class AgentPrivilegesE2E {

    static final String AGENT = "@/portcullis/options/agent";
    static final String OPERATOR = "@/portcullis/options/operator";

    private static final String NO_CAPABILITY = "0000000000000000";

    private final Installation installation = Installation.shared();

    @BeforeEach
    void needTheNode() {
        assumeTrue(installation.node().isPresent(), "only the processes of this machine's own node can be looked at");
    }

    @Test
    void theAgentIsRootWithoutAnythingThatRootCanDo() {
        LinuxProcess agent = installation.ownNode().process(AGENT);
        Map<String, String> status = agent.status();
        assertThat(status).containsEntry("Uid", "0\t0\t0\t0").containsEntry("Gid", "0\t0\t0\t0");
        assertUnprivileged(status);
    }

    @Test
    void theOperatorIsNobody() {
        List<LinuxProcess> operators = installation.ownNode().processes(OPERATOR);
        assertThat(operators).isNotEmpty();
        for (LinuxProcess operator : operators) {
            Map<String, String> status = operator.status();
            assertThat(status).containsEntry("Uid", "65532\t65532\t65532\t65532");
            assertThat(status).containsEntry("Gid", "65532\t65532\t65532\t65532");
            assertUnprivileged(status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pid", "net", "ipc", "uts", "mnt"})
    void theAgentSharesNoNamespaceWithItsNode(String kind) {
        LinuxProcess kubelet = installation.ownNode().process("kubelet --config");
        assertThat(installation.ownNode().process(AGENT).namespace(kind)).isNotEqualTo(kubelet.namespace(kind));
        LinuxProcess test = new LinuxProcess(ProcessHandle.current().pid());
        assertThat(installation.ownNode().process(AGENT).namespace(kind)).isNotEqualTo(test.namespace(kind));
    }

    @Test
    void theAgentCanWriteToNoFilesButItsOwn() {
        // What lies below the others is the container's own: devices, files that the kubelet makes for each pod, masks
        // in /proc.
        assertThat(installation.ownNode().process(AGENT).writableMounts())
                .contains("/var/lib/kubelet/seccomp/portcullis")
                .allMatch(place ->
                        place.matches("/(dev|proc|etc|sys/fs/cgroup)(/.*)?|/var/lib/kubelet/seccomp/portcullis"));
    }

    @Test
    void theAgentCanReadWhatLiesBesideItsDirectory() {
        List<String> views = installation.ownNode().process(AGENT).mounts().stream()
                .map(line -> line.split(" "))
                .filter(fields -> fields[4].equals("/node-view"))
                .map(fields -> fields[5])
                .toList();
        assertThat(views).singleElement().satisfies(how -> assertThat(List.of(how.split(",")))
                .contains("ro"));
    }

    /** No capability of any kind, and none to gain. */
    static void assertUnprivileged(Map<String, String> status) {
        for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
            assertThat(status).containsEntry(set, NO_CAPABILITY);
        }
        assertThat(status).containsEntry("NoNewPrivs", "1").containsEntry("Seccomp", "2");
    }
}
