package dev.portcullis.it;

import static dev.portcullis.operator.reconciliation.Distribution.FINALIZER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.cluster.AuditLog;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.machine.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The shipped policy that lets the API server add the finalizer while it creates an object. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FinalizerIT {

    private static final String PROFILE = """
            apiVersion: portcullis.dev/v1
            kind: SeccompProfile
            metadata: {name: %s%s}
            spec: {defaultAction: SCMP_ACT_ALLOW}
            """;
    private static final String POLICY = """
            apiVersion: portcullis.dev/v1
            kind: CapabilityPolicy
            metadata: {name: %s%s}
            spec: {capabilities: {drop: [ALL]}}
            """;

    private Fleet fleet;
    private Path home;

    @BeforeAll
    void anOperatorAndThePolicy(@TempDir Path home) {
        this.home = home;
        fleet = Fleet.start(home, "finalizer", 1);
        kubectl("apply", "--server-side", "-f", "config/finalizer/policy.yaml", "-f", "config/finalizer/binding.yaml");
        // The API server takes up admission policies with a delay. A dry run passes through them.
        await("the policy to hold").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(
                        finalizers("create", "--dry-run=server", "-f", manifest(PROFILE.formatted("dry", ""))))
                .contains(FINALIZER));
    }

    @AfterEach
    void noProfileIsLeft() {
        fleet.deleteProfiles();
    }

    @AfterAll
    void end() {
        kubectl("delete", "-f", "config/finalizer/policy.yaml", "-f", "config/finalizer/binding.yaml");
        fleet.close();
    }

    @Test
    void bothKindsGetItAndKeepTheirOwn() throws IOException {
        for (String kind : List.of(PROFILE, POLICY)) {
            String own = ", finalizers: [example.com/ours]";
            assertThat(finalizers("create", "--dry-run=server", "-f", manifest(kind.formatted("new", ""))))
                    .isEqualTo("[\"" + FINALIZER + "\"]");
            assertThat(finalizers("create", "--dry-run=server", "-f", manifest(kind.formatted("new", own))))
                    .isEqualTo("[\"example.com/ours\",\"" + FINALIZER + "\"]");
            String there = ", finalizers: [" + FINALIZER + "]";
            assertThat(finalizers("create", "--dry-run=server", "-f", manifest(kind.formatted("new", there))))
                    .isEqualTo("[\"" + FINALIZER + "\"]");
        }
    }

    @Test
    void aNewProfileCostsNoWriteForIt() {
        AuditLog log = AuditLog.fromNow();
        IntStream.range(0, 20)
                .mapToObj(i -> fleet.apply("new-" + i, "read", "s" + i))
                .toList()
                .forEach(applied -> fleet.awaitSynced(applied, 1));
        log.awaitQuiet();
        assertThat(log.count("seccompprofiles"))
                .as("the creations and nothing else")
                .isEqualTo(20);
        assertThat(log.count(write ->
                        write.resource().equals("configmaps") && write.name().startsWith("seccompprofile-new-")))
                .isEqualTo(20);
    }

    @Test
    void itIsNoDriftForThoseWhoApplyAgain() throws IOException {
        for (String how : List.of("--server-side=true", "--server-side=false")) {
            String file = manifest(PROFILE.formatted("again", ""));
            kubectl("apply", how, "-f", file);
            assertThat(Cluster.shared()
                            .kubectl("diff", how, "-f", file)
                            .expectSuccess()
                            .output())
                    .isEmpty();
            kubectl("apply", how, "-f", file);
            assertThat(Objects.requireNonNull(fleet.get("again")).getFinalizers())
                    .containsExactly(FINALIZER);
            fleet.delete("again");
            fleet.awaitGone("again", 1);
            // Its file goes first.
            await("the object to go").atMost(Deadline.ROLLOUT).until(() -> fleet.get("again") == null);
        }
    }

    private String manifest(String text) throws IOException {
        return Files.writeString(home.resolve("object.yaml"), text).toString();
    }

    private static String finalizers(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("-o", "jsonpath={.metadata.finalizers}"));
        return Cluster.shared()
                .kubectl(all.toArray(String[]::new))
                .expectSuccess()
                .output();
    }

    private static void kubectl(String... command) {
        Cluster.shared().kubectl(command).expectSuccess();
    }
}
