package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Profiles of each kind are applied, and the kernel is asked what pods under them may do. */
class ProfileE2E {

    private static final String[] MAKE_DIRECTORY = {"sh", "-c", "mkdir /tmp/made && echo the directory is made"};
    private static final String DENIED = "Operation not permitted";

    private final Installation installation = Installation.shared();

    @Test
    void aDenyListDeniesWhatItNamesAndNothingElse() {
        TestProfile.applySample("deny-mkdir");
        TestProfile.applySample("audit");
        TestPod.Outcome denied = TestPod.run("deny-mkdir", MAKE_DIRECTORY);
        assertThat(denied.exitCode()).isEqualTo(1);
        assertThat(denied.output()).contains("mkdir", DENIED).doesNotContain("is made");
        TestPod.Outcome other = TestPod.run("deny-mkdir", "sh", "-c", "touch /tmp/file && ls /tmp");
        assertThat(other).isEqualTo(new TestPod.Outcome(0, "file\n"));
        assertThat(TestPod.run("audit", MAKE_DIRECTORY)).isEqualTo(new TestPod.Outcome(0, "the directory is made\n"));
    }

    @Test
    void anExtensionAllowsMoreThanItsBaseAndKeepsTheRest() {
        TestProfile.apply("e2e-base", """
                {defaultAction: SCMP_ACT_ALLOW, syscalls: [
                  {names: [mkdir, mkdirat, chmod, fchmodat, fchmodat2], action: SCMP_ACT_ERRNO, errnoRet: 1}]}""");
        TestProfile.apply("e2e-extension", """
                {defaultAction: SCMP_ACT_ALLOW, baseProfiles: [e2e-base], syscalls: [
                  {names: [mkdir, mkdirat], action: SCMP_ACT_ALLOW}]}""");
        String[] both = {"sh", "-c", "mkdir /tmp/made && echo made; chmod 700 /tmp && echo changed; true"};
        assertThat(TestPod.run("e2e-base", both).output())
                .contains("can't create directory", "/tmp: " + DENIED)
                .doesNotContain("made\n", "changed");
        assertThat(TestPod.run("e2e-extension", both).output())
                .contains("made\n", "/tmp: " + DENIED)
                .doesNotContain("changed");
    }

    @Test
    void anEditTakesEffectForTheNextContainerAndNotForTheRunningOne() {
        TestProfile.apply("e2e-edited", "{defaultAction: SCMP_ACT_ALLOW}");
        String[] onceTold = {"sh", "-c", "until [ -e /tmp/go ]; do sleep 0.1; done; mkdir /tmp/made && echo made"};
        try (TestPod running = TestPod.start("e2e-edited", onceTold)) {
            running.awaitRunning();
            TestProfile.apply("e2e-edited", """
                    {defaultAction: SCMP_ACT_ALLOW, syscalls: [
                      {names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errnoRet: 1}]}""");
            assertThat(TestPod.run("e2e-edited", MAKE_DIRECTORY).output()).contains(DENIED);
            running.exec("touch", "/tmp/go").expectSuccess();
            assertThat(running.awaitEnd()).isEqualTo(new TestPod.Outcome(0, "made\n"));
        }
    }

    @Test
    void aPodThatIsCreatedBeforeItsProfileStartsByItselfOnceTheProfileIsThere() {
        try (TestPod early = TestPod.start("e2e-late", MAKE_DIRECTORY)) {
            early.awaitWaiting("CreateContainerError");
            TestProfile.apply("e2e-late", """
                    {defaultAction: SCMP_ACT_ALLOW, syscalls: [
                      {names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errnoRet: 13}]}""");
            assertThat(early.awaitEnd().output()).contains("Permission denied");
        }
    }

    @Test
    void aProfileThatIsDeletedWhileInUseStaysUntilItsLastPodIsGone() {
        TestProfile.apply("e2e-used", """
                {defaultAction: SCMP_ACT_ALLOW, syscalls: [
                  {names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errnoRet: 1}]}""");
        try (LastingPod user = new LastingPod("e2e-used")) {
            assertThat(user.makeDirectory()).contains(DENIED);
            installation
                    .kubectl("delete", "seccompprofile/e2e-used", "--wait=false")
                    .expectSuccess();
            installation
                    .kubectl("wait", "--for=condition=InUse", "seccompprofile/e2e-used", Installation.PATIENCE)
                    .expectSuccess();
            // Containers go on being started under it.
            assertThat(TestPod.run("e2e-used", MAKE_DIRECTORY).output()).contains(DENIED);
        }
        installation
                .kubectl("wait", "--for=delete", "seccompprofile/e2e-used", Installation.PATIENCE)
                .expectSuccess();
        installation.node().ifPresent(node -> await().atMost(Deadline.ROLLOUT)
                .until(() -> Files.notExists(node.profile("e2e-used"))));
    }

    @Test
    void aProfileInDockersDialectIsPastedUnderSpec() throws IOException {
        JsonNode sample = new ObjectMapper(new YAMLFactory())
                .readTree(Repository.ROOT
                        .resolve("config/samples/runtime-default.yaml")
                        .toFile());
        assertMountIsHeldBack("e2e-dialect", sample.get("spec"));
    }

    @Test
    void dockersOwnDefaultProfileIsPastedUnderSpec() throws IOException {
        assertMountIsHeldBack(
                "e2e-docker", new ObjectMapper().readTree(dockersDefault().toFile()));
    }

    /** What docs/why-rendered.md shows. */
    @Test
    void asARawFileItLosesItsConditionsAndAllowsWhatRuntimeDefaultDenies() throws IOException {
        assumeTrue(installation.node().isPresent(), "only into this machine's own node can a raw file be put");
        Path docker = dockersDefault();
        TestProfile.apply(
                "e2e-rendered", new ObjectMapper().readTree(docker.toFile()).toString());
        Path raw = installation.ownNode().profiles().resolveSibling("e2e-raw.json");
        Files.copy(docker, raw);
        try {
            assertThat(unshare("{type: Localhost, localhostProfile: e2e-raw.json}")
                            .output())
                    .startsWith("uid=65534");
        } finally {
            Files.delete(raw);
        }
        for (String profile : List.of(
                "{type: RuntimeDefault}", "{type: Localhost, localhostProfile: portcullis/e2e-rendered.json}")) {
            assertThat(unshare(profile).output()).as(profile).contains("unshare(0x10000000): " + DENIED);
        }
    }

    /** Makes a user namespace, in a container without capabilities. */
    private static TestPod.Outcome unshare(String seccompProfile) {
        return TestPod.run(
                PodDraft.of("{spec: {containers: [{securityContext: {capabilities: {drop: [ALL]}, seccompProfile: "
                                + seccompProfile + "}}]}}")
                        .running("unshare", "-U", "id"));
    }

    private static Path dockersDefault() throws IOException {
        try (DirectoryStream<Path> fetched = Files.newDirectoryStream(
                Files.createDirectories(Repository.ROOT.resolve("operator/target/runtime-defaults")),
                "docker-*.json")) {
            Iterator<Path> files = fetched.iterator();
            assumeTrue(files.hasNext(), "Docker's default profile is not here: hack/runtime-defaults fetches it");
            return files.next();
        }
    }

    /** mount is allowed there to containers with CAP_SYS_ADMIN alone; a runtime would skip that condition. */
    private void assertMountIsHeldBack(String name, JsonNode spec) {
        TestProfile.apply(name, spec.toString());
        assertThat(TestPod.run(name, MAKE_DIRECTORY)).isEqualTo(new TestPod.Outcome(0, "the directory is made\n"));
        String[] mount = {"sh", "-c", "mount -t tmpfs none /tmp && echo mounted"};
        List<String> admin = List.of("SYS_ADMIN");
        assertThat(TestPod.run(null, admin, mount)).isEqualTo(new TestPod.Outcome(0, "mounted\n"));
        TestPod.Outcome denied = TestPod.run(name, admin, mount);
        assertThat(denied.exitCode()).isEqualTo(1);
        assertThat(denied.output()).contains("mount").doesNotContain("mounted");
    }
}
