package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.LinuxProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deletions by mistake take no file from pods that run, restart or are new. */
class MassDeletionE2E {

    private static final String PREFIX = "e2e-mass-";
    private static final String HELD = PREFIX + "held";
    private static final String UNUSED = PREFIX + "unused";
    private static final String DENIED = "Operation not permitted";
    private static final String DENIES_MKDIR = """
            {defaultAction: SCMP_ACT_ALLOW, syscalls: [
              {names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errnoRet: 1}]}""";

    private final Installation installation = Installation.shared();

    @BeforeEach
    void applyProfiles() {
        assumeTrue(installation.node().isPresent(), "only on this machine's own node can files be watched");
        TestProfile.apply(HELD, DENIES_MKDIR);
        TestProfile.apply(UNUSED, DENIES_MKDIR);
    }

    /** The other tests find what the suite installed. */
    @AfterEach
    void installTheCurrentChart() {
        if (installation.node().isEmpty()) {
            return;
        }
        if (installation.client().namespaces().withName(Installation.NAMESPACE).get() == null) {
            installation.createNamespace();
        }
        installation.restore();
        for (String profile : List.of(HELD, UNUSED)) {
            installation
                    .kubectl("delete", "seccompprofile", profile, "--ignore-not-found", Installation.PATIENCE)
                    .expectSuccess();
        }
    }

    @Test
    void allConfigMapsAreDeletedWithAnOperatorThereAndWithout() {
        try (LastingPod pod = new LastingPod(HELD);
                FileEvents events = new FileEvents(installation.ownNode().profiles(), PREFIX)) {
            Map<String, ProfileFile> before = files();
            deleteAllConfigMaps();
            assertPodsAreHeld(pod);

            scaleOperator(0);
            deleteAllConfigMaps();
            await("the orphans").atMost(Deadline.RECOVERY).untilAsserted(() -> assertThat(
                            installation.report().getStatus().listedFailures())
                    .filteredOn(failure -> failure.file().startsWith(PREFIX))
                    .extracting(failure -> failure.file() + " " + failure.reason())
                    .containsExactlyInAnyOrder(HELD + ".json Orphaned", UNUSED + ".json Orphaned"));
            assertPodsAreHeld(pod);
            // An agent that starts finds no ConfigMap at all.
            installation.deletePods("agent");
            installation
                    .kubectl(
                            "-n",
                            Installation.NAMESPACE,
                            "rollout",
                            "status",
                            "daemonset/portcullis-agent",
                            Installation.PATIENCE)
                    .expectSuccess();
            assertPodsAreHeld(pod);

            scaleOperator(1);
            installation.awaitRollout();
            await("all to be well")
                    .atMost(Deadline.RECOVERY)
                    .until(() -> installation.report().getStatus().failed() == 0);
            assertThat(files()).isEqualTo(before);
            assertThat(events.seen()).isEmpty();
        }
    }

    @Test
    void theNamespaceIsDeletedAndANewInstallationTakesUpWhatIsThere() {
        try (LastingPod pod = new LastingPod(HELD);
                FileEvents events = new FileEvents(installation.ownNode().profiles(), PREFIX)) {
            Map<String, ProfileFile> before = files();
            installation
                    .kubectl("delete", "namespace", Installation.NAMESPACE, Installation.PATIENCE)
                    .expectSuccess();
            assertPodsAreHeld(pod);

            installation.createNamespace();
            installation.restore();

            TestProfile.awaitReady(HELD);
            await("all to be well")
                    .atMost(Deadline.RECOVERY)
                    .until(() -> installation.report().getStatus().failed() == 0);
            assertThat(files()).isEqualTo(before);
            assertThat(events.seen()).isEmpty();
        }
    }

    @Test
    void theDefinitionIsDeletedAndWhatPodsUseStays() {
        try (LastingPod pod = new LastingPod(HELD)) {
            installation
                    .kubectl("delete", "crd", "seccompprofiles.portcullis.dev", "--wait=false")
                    .expectSuccess();
            await("the unused one to go").atMost(Deadline.RECOVERY).until(() -> !files().containsKey(UNUSED + ".json"));
            assertThat(files()).containsKey(HELD + ".json");
            assertThat(installation
                            .client()
                            .resources(SeccompProfile.class)
                            .withName(HELD)
                            .get())
                    .isNotNull();
            assertPodsAreHeld(pod);
        }
        installation
                .kubectl("wait", "--for=delete", "crd/seccompprofiles.portcullis.dev", "--timeout=180s")
                .expectSuccess();
        await("its file to go").atMost(Deadline.RECOVERY).until(() -> !files().containsKey(HELD + ".json"));
        // An operator that starts finds the definition that the chart brings.
        installation.ownNode().release().put(Release.CURRENT);
        installation.deletePods("operator");
        installation.awaitRollout();
        TestProfile.apply(HELD, DENIES_MKDIR);
    }

    /** A running pod, the same after its container was killed, and a new one. */
    private void assertPodsAreHeld(LastingPod pod) {
        assertThat(pod.makeDirectory()).contains(DENIED);
        String container = pod.container();
        installation.ownNode().processes("sleep 1000000").stream()
                .map(LinuxProcess::pid)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .forEach(ProcessHandle::destroyForcibly);
        pod.awaitContainerAfter(container);
        assertThat(pod.makeDirectory()).contains(DENIED);
        assertThat(TestPod.run(HELD, "mkdir", "/tmp/made").output()).contains(DENIED);
    }

    private void deleteAllConfigMaps() {
        installation
                .kubectl("-n", Installation.NAMESPACE, "delete", "configmap", "--all")
                .expectSuccess();
    }

    private void scaleOperator(int replicas) {
        installation
                .kubectl(
                        "-n",
                        Installation.NAMESPACE,
                        "scale",
                        "deployment/portcullis-operator",
                        "--replicas=" + replicas)
                .expectSuccess();
        if (replicas == 0) {
            installation
                    .kubectl(
                            "-n",
                            Installation.NAMESPACE,
                            "wait",
                            "--for=delete",
                            "pod",
                            "--selector",
                            "app.kubernetes.io/component=operator",
                            Installation.PATIENCE)
                    .expectSuccess();
        }
    }

    private Map<String, ProfileFile> files() {
        return ProfileFile.all(installation.ownNode().profiles(), PREFIX);
    }
}
