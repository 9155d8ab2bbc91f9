package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.KernelVersion;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.machine.Deadline;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.RenderedFile;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The files of a policy, put into a ConfigMap by hand, on a node's disk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyFilesIT {

    private final Cluster cluster = Cluster.shared();
    private Path home;
    private Fleet fleet;
    private String here = "";

    @BeforeAll
    void oneNode(@TempDir Path home) {
        this.home = home;
        fleet = Fleet.start(home, "policyfiles", 1);
        await("a first report").atMost(Deadline.STEP).until(() -> fleet.findReport(1)
                .isPresent());
        here = Objects.requireNonNull(fleet.report(1).architecture());
    }

    @AfterEach
    void remove() {
        configMap()
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"portcullis.dev/released\":\"test\"}},\"data\":null}");
        awaitContents("web.capabilities.json", null);
        awaitContents("web.seccomp.json", null);
        configMap().delete();
        await("no files").atMost(Deadline.STEP).untilAsserted(() -> {
            assertThat(fleet.report(1).files()).isZero();
            assertThat(fleet.report(1).failed()).isZero();
        });
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    @Test
    void bothFilesComeAndGo() throws IOException {
        awaitApplied(apply("{}", seccomp("mine", null)));
        assertThat(file("web.capabilities.json")).hasContent("{}");
        assertThat(file("web.seccomp.json")).hasContent("mine");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(policies())))
                .isEqualTo("rwxr-xr-x");
        assertThat(fleet.report(1).files()).isEqualTo(2);

        awaitApplied(apply("{1}", seccomp("future", new KernelVersion(99, 0))));
        assertThat(file("web.capabilities.json")).hasContent("{1}");
        assertThat(file("web.seccomp.json")).hasContent("mine");
        assertThat(fleet.report(1).listedFailures())
                .containsExactly(new FileFailure(
                        "policy/web.seccomp.json",
                        "KernelTooOld",
                        "needs kernel 99.0, this node runs " + fleet.report(1).kernelVersion()));

        awaitApplied(apply("{1}", null));
        assertThat(file("web.capabilities.json")).hasContent("{1}");
        assertThat(file("web.seccomp.json")).doesNotExist();
        assertThat(fleet.report(1).files()).isEqualTo(1);
        assertThat(fleet.report(1).listedFailures()).isEmpty();
    }

    @Test
    void driftIsRepairedAtOnce() throws IOException {
        awaitApplied(apply("{}", seccomp("mine", null)));
        long repaired = Objects.requireNonNull(fleet.report(1).repaired());

        Files.writeString(file("web.seccomp.json"), "edited");
        awaitContents("web.seccomp.json", "mine");
        Files.delete(file("web.capabilities.json"));
        awaitContents("web.capabilities.json", "{}");
        await("both to be counted").atMost(Deadline.STEP).untilAsserted(() -> assertThat(
                        Objects.requireNonNull(fleet.report(1).repaired()))
                .isGreaterThanOrEqualTo(repaired + 2));

        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.move(policies(), home.resolve("moved-away"));
        Files.createSymbolicLink(policies(), elsewhere);
        awaitContents("web.seccomp.json", "mine");
        awaitContents("web.capabilities.json", "{}");
        assertThat(Files.isSymbolicLink(policies())).isFalse();
        assertThat(elsewhere).isEmptyDirectory();

        // The new directory is watched as the first one was.
        Files.writeString(file("web.seccomp.json"), "edited again");
        awaitContents("web.seccomp.json", "mine");
    }

    @Test
    void anAgentThatWasAwayCatchesUp() throws IOException {
        awaitApplied(apply("{}", seccomp("mine", null)));
        fleet.agent(1).kill();
        Files.writeString(policies().resolve(".web.seccomp.json.tmp"), "half");
        Files.writeString(file("stranger.seccomp.json"), "{}");
        ConfigMap newest = apply("{2}", null);
        fleet.agent(1).restart();

        awaitContents("web.capabilities.json", "{2}");
        awaitContents("web.seccomp.json", null);
        awaitApplied(newest);
        await("the stranger to be told").atMost(Deadline.STEP).untilAsserted(() -> assertThat(
                        fleet.report(1).listedFailures())
                .extracting(failure -> failure.file() + " " + failure.reason())
                .containsExactly("policy/stranger.seccomp.json Orphaned"));
        assertThat(file("stranger.seccomp.json")).hasContent("{}");
        Files.delete(file("stranger.seccomp.json"));
        await("the stranger to be forgotten")
                .atMost(Deadline.STEP)
                .until(() -> fleet.report(1).failed() == 0);
        assertThat(policies().resolve(".web.seccomp.json.tmp")).doesNotExist();
        assertThat(fleet.report(1).files()).isEqualTo(1);

        Files.writeString(file("web.capabilities.json"), "edited");
        awaitContents("web.capabilities.json", "{2}");
    }

    private RenderedFile seccomp(String document, @Nullable KernelVersion minKernel) {
        return RenderedFile.seccomp("neutral", new TreeMap<>(Map.of(here, document)), minKernel);
    }

    private ConfigMap apply(String capabilities, @Nullable RenderedFile seccomp) {
        return cluster.admin()
                .resource(Carrier.of(Rendition.ofPolicy("web", 1, capabilities, seccomp), Cluster.NAMESPACE, 1))
                .fieldManager("test")
                .serverSideApply();
    }

    private Resource<ConfigMap> configMap() {
        return cluster.configMap(Kind.CAPABILITY_POLICY.configMapName("web"));
    }

    private Path policies() {
        return fleet.directory(1).resolve("policy");
    }

    private Path file(String name) {
        return policies().resolve(name);
    }

    /** Waits for these contents, or with null for the file to go. */
    private void awaitContents(String name, @Nullable String contents) {
        await(name + " to hold " + contents).atMost(Deadline.STEP).untilAsserted(() -> {
            if (contents == null) {
                assertThat(file(name)).doesNotExist();
            } else {
                assertThat(file(name)).hasContent(contents);
            }
        });
    }

    private void awaitApplied(ConfigMap applied) {
        await(applied.getMetadata().getName() + " to be applied")
                .atMost(Deadline.STEP)
                .until(() -> fleet.report(1).appliedRevision() >= Carrier.revision(applied));
    }
}
