package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.CommandResult;
import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.observation.CallOrigin;
import dev.portcullis.observation.NodeTally;
import dev.portcullis.observation.ObservedContainer;
import dev.portcullis.observation.ObservingNode;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SyscallTable;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read of observations: NodeObservations are objects that the test writes, as observers would. */
class ObserveCommandIT {

    private static final long NOON = 1_800_000_000_000L;

    private final KubernetesClient admin = Cluster.shared().admin();

    @AfterEach
    void clean() {
        admin.resources(NodeObservation.class).delete();
        admin.resources(ProfileObservation.class).delete();
    }

    @Test
    void nodesAreAddedUpAndOthersObservationsLeftOut() throws IOException {
        ProfileObservation web = observation("observe-web", null);
        told(web, "n1", recorded());
        told(web, "n2", recorded());
        told(observation("observe-db", null), "n1", recorded());

        CommandResult text = observe("observe-web");
        assertThat(text.err()).isEmpty();
        assertThat(text.out())
                .startsWith("ProfileObservation observe-web: every call, let through\n"
                        + "8 calls of 2 containers in 2 pods on 2 nodes, from 2027-01-15T08:00:00Z to"
                        + " 2027-01-15T08:00:02Z\n"
                        + "none lost\n")
                .contains("socket", "argument 0: 0x2");
        JsonNode json = new ObjectMapper()
                .readTree(observe("observe-web", "--output", "json").out());
        assertThat(json.path("calls").asLong()).isEqualTo(8);
        assertThat(json.path("nodes")).hasSize(2);
        assertThat(json.path("syscalls").get(0).path("syscall").asText()).isEqualTo("execve");
    }

    @Test
    void theProfilePassesValidate(@TempDir Path directory) throws IOException {
        told(observation("observe-made", null), "n1", recorded());
        CommandResult made = observe("observe-made", "--profile", "--name", "web");
        assertThat(made.err()).isEmpty();
        assertThat(made.out())
                .startsWith(
                        "apiVersion: portcullis.dev/v1\nkind: SeccompProfile\nmetadata:\n  name: web\n  annotations:\n")
                .contains("observed-by: ProfileObservation observe-made", "observed-images: registry.example/web:1");
        Path file = Files.writeString(directory.resolve("web.yaml"), made.out());
        assertThat(CommandResult.of("validate", "--strict", file.toString()).status())
                .isZero();
        Cluster.shared().apply(made.out()).expectSuccess();
        admin.resources(SeccompProfile.class).withName("web").delete();
    }

    @Test
    void denialsAreToldWhileTheyHappen() throws IOException {
        ProfileObservation web = observation("observe-live", null);
        NodeTally tally = recorded();
        ObservedContainer container = container();
        tally.count(container, Architecture.X86_64, number("socket"), CallOrigin.UNKNOWN, first(16), 1, NOON + 5000);
        told(web, "n1", tally);
        CommandResult watched = observe("observe-live", "--watch", "--timeout", "3s");
        assertThat(watched)
                .isEqualTo(new CommandResult(
                        0, "2027-01-15T08:00:05Z shop/web main: socket (argument 0: 0x10) EPERM\n", ""));
        JsonNode json = new ObjectMapper()
                .readTree(observe("observe-live", "--watch", "--timeout", "3s", "-o", "json")
                        .out());
        assertThat(json.path("pod").asText()).isEqualTo("web");
    }

    @Test
    void whatIsWrongIsSaidInOneLine() {
        observation("observe-early", null);
        assertThat(observe("observe-early", "--profile").err())
                .startsWith("portcullis observe: nothing was seen of ProfileObservation observe-early yet")
                .hasLineCount(1);
        assertThat(observe("observe-eraly"))
                .isEqualTo(new CommandResult(
                        1,
                        "",
                        "portcullis observe: there is no ProfileObservation observe-eraly; did you mean"
                                + " observe-early?\n"));
        told(observation("observe-based", "observe-gone"), "n1", recorded());
        assertThat(observe("observe-based", "--profile").err())
                .startsWith("portcullis observe: there is no SeccompProfile observe-gone")
                .hasLineCount(1);
    }

    private ProfileObservation observation(String name, @Nullable String profile) {
        ProfileObservation observation = new ProfileObservation();
        observation.setMetadata(new ObjectMetaBuilder().withName(name).build());
        observation.setSpec(new ProfileObservationSpec(profile, null, null, null, null, null, null, null));
        return admin.resource(observation).create();
    }

    private void told(ProfileObservation observation, String node, NodeTally tally) {
        NodeObservationStatus status = tally.status(new ObservingNode(node, "amd64", "6.18.0", "1"));
        NodeObservation object = new NodeObservation();
        object.setMetadata(new ObjectMetaBuilder()
                .withName(NodeObservation.nameOf(observation.getMetadata().getName(), node))
                .addNewOwnerReference()
                .withApiVersion(observation.getApiVersion())
                .withKind(observation.getKind())
                .withName(observation.getMetadata().getName())
                .withUid(observation.getMetadata().getUid())
                .endOwnerReference()
                .build());
        NodeObservation created = admin.resource(object).create();
        created.setStatus(status);
        admin.resource(created).updateStatus();
    }

    /** Calls of a container that starts and opens a socket. */
    private static NodeTally recorded() {
        NodeTally tally = new NodeTally(Map.of("socket", Set.of(0)));
        ObservedContainer container = container();
        tally.opened(container, NOON);
        tally.count(container, Architecture.X86_64, number("execve"), CallOrigin.RUNTIME, first(0), 0, NOON);
        List<Integer> calls = Stream.of("openat", "socket", "exit_group")
                .map(ObserveCommandIT::number)
                .toList();
        for (int call : calls) {
            tally.count(container, Architecture.X86_64, call, CallOrigin.PROGRAM, first(2), 0, NOON + 2000);
        }
        return tally;
    }

    private static ObservedContainer container() {
        return new ObservedContainer("sandbox", "shop", "web", "main", "registry.example/web:1", false);
    }

    private static long[] first(long value) {
        return new long[] {value, 0, 0, 0, 0, 0};
    }

    private static int number(String syscall) {
        return SyscallTable.linux().number(Architecture.X86_64, syscall).orElseThrow();
    }

    private static CommandResult observe(String name, String... more) {
        return Cluster.shared()
                .portcullis(Stream.concat(Stream.of("observe", name), Stream.of(more))
                        .toArray(String[]::new));
    }
}
