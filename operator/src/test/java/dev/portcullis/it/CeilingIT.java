package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Events;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Policies;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Where the operator has a ceiling, nothing that allows more reaches a node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CeilingIT {

    private static final String ABOVE = "AboveCeiling";
    private static final String READY = "Ready";

    private final KubernetesClient admin = Cluster.shared().admin();
    private final Policies policies = new Policies(admin);
    private Fleet fleet;

    @BeforeAll
    void oneNode(@TempDir Path home) {
        fleet = Fleet.start(
                home, "ceiling", 1, "--ceiling-profile", "ceiling", "--ceiling-exempt", "spared,policy/spared");
    }

    @BeforeEach
    void theCeilingIsThere() {
        fleet.awaitSynced(fleet.apply("ceiling", "close", "read", "write"), 1);
    }

    @AfterEach
    void nothingIsLeft() {
        fleet.restartWhatEnded();
        admin.resources(CapabilityPolicy.class).delete();
        fleet.deleteProfiles();
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    @Test
    void whatAllowsMoreIsNotRenderedAndItsLastGoodFileStays() {
        fleet.awaitSynced(fleet.apply("web", "read"), 1);
        String good = fleet.digest(1, "web");

        fleet.apply("web", "ptrace", "read");
        awaitReason("web", ABOVE);
        assertThat(message("web"))
                .isEqualTo("spec: allows more than the ceiling ceiling; compared with it:\n"
                        + "  ptrace: failed with EPERM, now allowed");
        assertThat(fleet.status("web").condition("Stalled"))
                .map(Condition::getReason)
                .contains(ABOVE);
        assertThat(fleet.digest(1, "web")).isEqualTo(good);
        await("an Event").atMost(Deadline.STEP).untilAsserted(() -> assertThat(Events.about("web", ABOVE))
                .isNotEmpty());

        fleet.awaitSynced(fleet.apply("web", "read", "write"), 1);
        fleet.awaitSynced(fleet.apply("spared", "ptrace", "read"), 1);
    }

    @Test
    void aChangeOfTheCeilingOrOfItsBaseJudgesEveryObjectAgain() {
        fleet.apply("floor", "read");
        fleet.apply(Profiles.on("ceiling", List.of("floor"), "write"));
        SeccompProfile web = fleet.apply("web", "read", "write");
        fleet.awaitSynced(web, 1);
        String good = fleet.digest(1, "web");

        fleet.apply("floor", "close");
        awaitReason("web", ABOVE);
        assertThat(message("web")).contains("read: ").doesNotContain("write: ");
        assertThat(fleet.digest(1, "web")).isEqualTo(good);
        fleet.apply("ceiling", "read", "write");
        fleet.awaitSynced(web, 1);
        assertThat(fleet.digest(1, "web")).isEqualTo(good);
    }

    @Test
    void withoutItsCeilingNothingNewIsRenderedUntilItIsBack() {
        SeccompProfile web = fleet.apply("web", "read");
        fleet.awaitSynced(web, 1);
        String good = fleet.digest(1, "web");

        fleet.delete("ceiling");
        awaitReason("web", "CeilingMissing");
        assertThat(message("web"))
                .isEqualTo(
                        "spec: there is no SeccompProfile ceiling, the ceiling of this cluster; create it, or correct"
                                + " the operator's --ceiling-profile");
        SeccompProfile late = fleet.apply("late", "read");
        awaitReason("late", "CeilingMissing");
        assertThat(fleet.status("late").condition("Stalled")).isEmpty();
        assertThat(Files.exists(fleet.file(1, "late"))).isFalse();
        assertThat(fleet.digest(1, "web")).isEqualTo(good);

        fleet.apply("ceiling", "read");
        fleet.awaitSynced(late, 1);
        fleet.awaitSynced(web, 1);
    }

    @Test
    void aPolicyIsHeldToTheCeilingForItsOwnCapabilities() {
        fleet.apply(Profiles.denying(
                "ceiling",
                null,
                List.of(
                        Profiles.rule("SCMP_ACT_ALLOW", "read"),
                        Profiles.allowedWith("CAP_SYS_TIME", "settimeofday"))));
        fleet.apply(Profiles.denying(
                "timers",
                null,
                List.of(
                        Profiles.rule("SCMP_ACT_ALLOW", "read"),
                        Profiles.allowedWith("CAP_SYS_TIME", "clock_settime", "settimeofday"))));
        for (String name : List.of("clock", "spared")) {
            policies.apply(name, "{capabilities: {drop: [ALL], add: [SYS_TIME]}, seccompProfile: timers}");
        }
        policies.apply("none", "{capabilities: {drop: [ALL]}, seccompProfile: timers}");
        awaitPolicy("clock", "Rendered", ABOVE);
        assertThat(policies.message("clock", "Rendered"))
                .isEqualTo("spec.seccompProfile: timers with the policy's capabilities allows more than the ceiling"
                        + " ceiling; compared with it:\n  clock_settime: failed with EPERM, now allowed");
        awaitPolicy("none", READY, "Synced");
        awaitPolicy("spared", READY, "Synced");

        fleet.apply(Profiles.denying(
                "ceiling",
                null,
                List.of(
                        Profiles.rule("SCMP_ACT_ALLOW", "read"),
                        Profiles.allowedWith("CAP_SYS_TIME", "clock_settime", "settimeofday"))));
        awaitPolicy("clock", READY, "Synced");
    }

    @Test
    void anOperatorThatStartsJudgesByTheCeilingAsItIsThen() {
        fleet.awaitSynced(fleet.apply("web", "read", "write"), 1);
        fleet.awaitSynced(fleet.apply("within", "read"), 1);
        String good = fleet.digest(1, "web");

        fleet.operator().kill();
        SeccompProfile lower = fleet.apply("ceiling", "read");
        SeccompProfile late = fleet.apply("late", "ptrace");
        fleet.operator().restart();
        fleet.awaitSynced(lower, 1);
        awaitReason("web", ABOVE);
        awaitReason("late", ABOVE);
        assertThat(fleet.digest(1, "web")).isEqualTo(good);
        assertThat(Files.exists(fleet.file(1, late.getMetadata().getName()))).isFalse();
        assertThat(fleet.status("within").condition(READY))
                .map(Condition::getStatus)
                .contains("True");
    }

    private String message(String profile) {
        return fleet.status(profile).condition("Rendered").orElseThrow().getMessage();
    }

    private void awaitReason(String profile, String reason) {
        await(profile + " to be " + reason).atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(
                        fleet.status(profile).condition("Rendered"))
                .map(Condition::getReason)
                .contains(reason));
    }

    private void awaitPolicy(String policy, String condition, String reason) {
        await(policy + " to be " + reason).atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(
                        policies.reason(policy, condition))
                .isEqualTo(reason));
    }
}
