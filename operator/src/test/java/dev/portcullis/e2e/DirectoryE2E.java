package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.machine.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The agent refuses or repairs what somebody with rights on the node puts in place of its directory. */
class DirectoryE2E {

    private static final String PROFILE = "e2e-directory";
    private static final String DENIES_MKDIR = """
            {defaultAction: SCMP_ACT_ALLOW, syscalls: [
              {names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errnoRet: 1}]}""";
    /** Kubernetes waits ever longer before it starts again what ends. */
    private static final int NOBODY = 65534;

    private final Installation installation = Installation.shared();
    private Path profiles;
    private Path aside;

    /** Without a word they do so once a minute. */
    @BeforeAll
    static void anAgentThatLooksOften() {
        Installation.shared().node().ifPresent(here -> {
            here.release().put(Release.CURRENT, "--set", "agent.env[0].name=RESYNC_INTERVAL,agent.env[0].value=5s");
            Installation.shared().awaitRollout();
        });
    }

    @AfterAll
    static void installTheCurrentChart() {
        Installation.shared().restore();
    }

    @BeforeEach
    void applyAProfile() {
        assumeTrue(installation.node().isPresent(), "only on this machine's own node can directories be replaced");
        TestProfile.apply(PROFILE, DENIES_MKDIR);
        profiles = installation.node().orElseThrow().profiles();
        aside = profiles.resolveSibling("e2e-aside");
    }

    @AfterEach
    void aNewAgentIsWell() throws IOException {
        if (installation.node().isEmpty()) {
            return;
        }
        if (Files.isSymbolicLink(profiles)) {
            Files.delete(profiles);
        }
        if (Files.isDirectory(aside) && !Files.exists(profiles)) {
            Files.move(aside, profiles);
        }
        Files.setAttribute(profiles, "unix:uid", 0);
        installation.deletePods("agent");
        installation.awaitRollout();
        installation
                .kubectl("delete", "seccompprofile", PROFILE, Installation.PATIENCE)
                .expectSuccess();
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(profiles.resolveSibling("e2e-elsewhere"));
        try {
            Files.writeString(elsewhere.resolve("theirs.json"), "{}");
            Files.move(profiles, aside);
            // As the node sees it: relative, within the same directory.
            Files.createSymbolicLink(profiles, elsewhere.getFileName());
            installation.deletePods("agent");

            await("the agent to say so").atMost(Deadline.RECOVERY).until(() -> agentLog()
                    .contains("is a symbolic link on the node, to e2e-elsewhere; the agent follows none"));
            assertThat(elsewhere).isDirectoryNotContaining("glob:**" + PROFILE + "*");
            assertThat(elsewhere.resolve("theirs.json")).hasContent("{}");
            await("no agent to be ready").atMost(Deadline.ROLLOUT).until(() -> !ready().equals("1"));
        } finally {
            Files.deleteIfExists(elsewhere.resolve("theirs.json"));
            Files.deleteIfExists(elsewhere);
        }
    }

    @Test
    void aReplacementIsFilledByANewAgent() throws IOException {
        Files.move(profiles, aside);
        Files.createDirectory(profiles);
        try {
            await("the new directory to be filled")
                    .atMost(Deadline.RECOVERY)
                    .until(() -> Files.isRegularFile(profiles.resolve(PROFILE + ".json")));
            assertThat(TestPod.run(PROFILE, "mkdir", "/tmp/made").output()).contains("Operation not permitted");
        } finally {
            try (Stream<Path> files = Files.walk(aside)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void anotherOwnerIsReportedUntilItIsPutRight() throws IOException {
        Files.setAttribute(profiles, "unix:uid", NOBODY);
        await("the report").atMost(Deadline.RECOVERY).untilAsserted(() -> assertThat(
                        installation.report().getStatus().listedFailures())
                .anySatisfy(failure -> {
                    assertThat(failure.file()).isEqualTo(".");
                    assertThat(failure.reason()).isEqualTo("WrongOwner");
                }));
        assertThat(profiles.resolve(PROFILE + ".json")).isRegularFile();
        Files.setAttribute(profiles, "unix:uid", 0);
        await("all to be well")
                .atMost(Deadline.RECOVERY)
                .until(() -> installation.report().getStatus().failed() == 0);
    }

    private String agentLog() {
        return installation
                .kubectl("-n", Installation.NAMESPACE, "logs", "--selector", "app.kubernetes.io/component=agent")
                .expectSuccess()
                .output();
    }

    private String ready() {
        return installation
                .kubectl(
                        "-n",
                        Installation.NAMESPACE,
                        "get",
                        "daemonset/portcullis-agent",
                        "--output",
                        "jsonpath={.status.numberReady}")
                .expectSuccess()
                .output();
    }
}
