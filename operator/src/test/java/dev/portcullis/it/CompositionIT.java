package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Profiles that are built on others follow them, whatever is applied first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompositionIT {

    private Fleet fleet;

    @BeforeAll
    void oneNode(@TempDir Path home) {
        fleet = Fleet.start(home, "composition", 1);
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    @Test
    void aChangeOfABaseReachesEverythingThatIsBuiltOnIt() throws IOException {
        // Uppermost first, as a GitOps tool may apply it.
        fleet.apply(Profiles.on("top", List.of("left", "right"), "close"));
        awaitReason("top", "BaseProfileMissing");
        assertThat(fleet.status("top").condition("Stalled")).isEmpty();
        fleet.apply(Profiles.on("left", List.of("bottom"), "write"));
        fleet.apply(Profiles.on("right", List.of("bottom"), "dup"));
        fleet.apply("bottom", "read");
        awaitNames("top", "close", "dup", "read", "write");

        fleet.apply("bottom", "read", "openat");
        awaitNames("top", "close", "dup", "openat", "read", "write");
        awaitNames("left", "openat", "read", "write");
        assertThat(fleet.status("top").sha256()).isEqualTo(fleet.digest(1, "top"));
    }

    @Test
    void aBaseThatGoesOrBreaksLeavesTheLastGoodFile() throws IOException {
        fleet.apply("base", "read");
        fleet.apply(Profiles.on("user", List.of("base"), "write"));
        awaitNames("user", "read", "write");

        fleet.apply(Profiles.on("base", List.of("user"), "read"));
        awaitReason("user", "BaseProfileCycle");
        awaitReason("base", "BaseProfileCycle");
        assertThat(message("user")).contains("user -> base -> user");
        assertThat(message("base")).contains("base -> user -> base");

        fleet.delete("base");
        awaitReason("user", "BaseProfileMissing");
        assertThat(Cluster.shared()
                        .kubectl("get", "scp", "user", "-o", "wide", "--no-headers")
                        .expectSuccess()
                        .output())
                .containsPattern("user +False +BaseProfileMissing +1/1 ")
                .contains("the last good document stays: spec.baseProfiles[0]: there is no SeccompProfile base");
        assertThat(message("user")).startsWith("spec.baseProfiles[0]: there is no SeccompProfile base (user -> base)");
        assertThat(fleet.file(1, "user")).content().contains("read", "write");

        fleet.apply("base", "openat");
        awaitNames("user", "openat", "write");
    }

    private String message(String profile) {
        return fleet.status(profile).condition("Rendered").orElseThrow().getMessage();
    }

    private void awaitReason(String profile, String reason) {
        await(profile + " to be " + reason).atMost(Deadline.STEP).untilAsserted(() -> assertThat(
                        fleet.status(profile).condition("Rendered"))
                .map(Condition::getReason)
                .contains(reason));
    }

    private void awaitNames(String profile, String... names) throws IOException {
        String list = "[ \"" + String.join("\", \"", names) + "\" ]";
        await(profile + " to allow " + list)
                .atMost(Deadline.STEP)
                .untilAsserted(
                        () -> assertThat(fleet.file(1, profile)).content().contains(list));
        await(profile + " to be ready").atMost(Deadline.STEP).untilAsserted(() -> {
            SeccompProfileStatus status = fleet.status(profile);
            assertThat(status.condition("Ready")).map(Condition::getStatus).contains("True");
            assertThat(status.sha256()).isEqualTo(fleet.digest(1, profile));
        });
    }
}
