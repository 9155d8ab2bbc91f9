package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.machine.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart is upgraded, rolled back, uninstalled and installed again; the files outlive all of it. */
class LifecycleE2E {

    private static final String PREFIX = "e2e-lifecycle-";
    private static final String DENIED = "Operation not permitted";
    private static final String DENIES_MKDIR = """
            {defaultAction: SCMP_ACT_ALLOW, syscalls: [
              {names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errnoRet: 1}]}""";
    private static final int EDITED = 20;

    private final Installation installation = Installation.shared();

    @TempDir
    Path workspace;

    @BeforeEach
    void needTheNode() {
        assumeTrue(installation.node().isPresent(), "only on this machine's own node can files be watched");
    }

    /** The other tests find what the suite installed. */
    @AfterEach
    void installTheCurrentChart() {
        installation.restore();
    }

    @AfterAll
    static void removeTheProfiles() {
        Installation installation = Installation.shared();
        if (installation.node().isPresent()) {
            installation.client().resources(SeccompProfile.class).list().getItems().stream()
                    .filter(profile -> profile.getMetadata().getName().startsWith(PREFIX))
                    .forEach(profile -> installation.client().resource(profile).delete());
        }
    }

    @Test
    void noFileIsEverMissingOrHalfWhileTheChartIsUpgradedAndRolledBackAndProfilesRollOut() throws IOException {
        release().uninstall();
        release().put(release().previous(workspace));
        installation.awaitRollout();
        assertThat(agentImage()).endsWith(":" + Release.PREVIOUS_VERSION);
        assertThat(knowsTheNewField()).isFalse();
        for (int i = 0; i < EDITED; i++) {
            TestProfile.submit(PREFIX + i, DENIES_MKDIR);
        }
        awaitAllReady();

        assertNoFileIsHarmedBy("upgrade", () -> release().put(Release.CURRENT));
        assertThat(agentImage()).doesNotEndWith(":" + Release.PREVIOUS_VERSION);
        assertThat(knowsTheNewField()).as("the definitions go along").isTrue();

        assertNoFileIsHarmedBy("rollback", release()::rollback);
        assertThat(agentImage()).endsWith(":" + Release.PREVIOUS_VERSION);
        assertThat(knowsTheNewField()).isFalse();
    }

    @Test
    void uninstallLeavesFilesAndObjectsAndANewInstallationPicksThemUpAsTheyAre() {
        String kept = PREFIX + "kept";
        String deleted = PREFIX + "deleted";
        String late = PREFIX + "late";
        TestProfile.apply(kept, DENIES_MKDIR);
        TestProfile.apply(deleted, DENIES_MKDIR);
        try (LastingPod pod = new LastingPod(kept);
                FileEvents events = new FileEvents(installation.ownNode().profiles(), kept)) {
            Map<String, ProfileFile> before =
                    ProfileFile.all(installation.ownNode().profiles(), PREFIX);
            String container = pod.container();

            release().uninstall();

            assertThat(ProfileFile.all(installation.ownNode().profiles(), PREFIX))
                    .isEqualTo(before);
            assertThat(TestPod.run(kept, "mkdir", "/tmp/made").output()).contains(DENIED);
            TestProfile.submit(late, DENIES_MKDIR);
            installation
                    .client()
                    .resources(SeccompProfile.class)
                    .withName(deleted)
                    .delete();

            release().put(Release.CURRENT);
            installation.awaitRollout();

            TestProfile.awaitReady(late);
            TestProfile.awaitReady(kept);
            await().atMost(Deadline.ROLLOUT)
                    .until(() -> !ProfileFile.all(installation.ownNode().profiles(), PREFIX)
                            .containsKey(deleted + ".json"));
            assertThat(ProfileFile.all(installation.ownNode().profiles(), kept))
                    .isEqualTo(Map.of(kept + ".json", before.get(kept + ".json")));
            assertThat(events.seen()).isEmpty();
            assertThat(pod.container()).isEqualTo(container);
            assertThat(pod.makeDirectory()).contains(DENIED);
        }
    }

    private void assertNoFileIsHarmedBy(String what, Runnable change) {
        Map<String, ProfileFile> before = ProfileFile.all(installation.ownNode().profiles(), PREFIX);
        assertThat(before).hasSizeGreaterThanOrEqualTo(EDITED);
        try (FileEvents events = new FileEvents(installation.ownNode().profiles(), PREFIX);
                Churn churn = new Churn(installation.client(), PREFIX, EDITED)) {
            change.run();
            installation.awaitRollout();
            System.out.printf("%s: %d edits of profiles meanwhile%n", what, churn.end());
            awaitAllReady();
            System.out.printf(
                    "%s: %d files were written meanwhile%n", what, events.seen().size());
            assertThat(events.harmful()).isEmpty();
            assertThat(events.seen()).as("files written meanwhile").isNotEmpty();
        }
        assertThat(ProfileFile.all(installation.ownNode().profiles(), PREFIX))
                .containsKeys(before.keySet().toArray(String[]::new));
    }

    private void awaitAllReady() {
        for (int i = 0; i < EDITED; i++) {
            TestProfile.awaitReady(PREFIX + i);
        }
    }

    /** Returns whether the API server knows the field that is new in the definition. */
    private boolean knowsTheNewField() {
        return installation
                .kubectl("explain", "seccompprofile.spec." + Release.NEW_FIELD)
                .isSuccess();
    }

    private String agentImage() {
        return installation
                .kubectl(
                        "-n",
                        Installation.NAMESPACE,
                        "get",
                        "pod",
                        "--selector",
                        "app.kubernetes.io/component=agent",
                        "--output",
                        "jsonpath={.items[*].spec.containers[0].image}")
                .expectSuccess()
                .output();
    }

    private Release release() {
        return installation.ownNode().release();
    }
}
