package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without Helm: {@code config/} is applied by kubectl in an overlay, as the README says, purged and deleted again. */
class KustomizeE2E {

    private static final String PROFILE = "e2e-kustomize";

    private final Installation installation = Installation.shared();

    @TempDir
    Path workspace;

    @BeforeEach
    void takeTheChartAway() {
        assumeTrue(installation.node().isPresent(), "only on this machine's own node can files be looked at");
        release().put(Release.CURRENT, "--set", "uninstall.removeFiles=true,crds.keep=false");
        installation.awaitRollout();
        release().uninstall();
        installation
                .kubectl("delete", "namespace", Installation.NAMESPACE, Installation.PATIENCE)
                .expectSuccess();
    }

    @AfterEach
    void installTheCurrentChart() {
        if (installation.node().isPresent()) {
            installation.createNamespace();
            installation.restore();
        }
    }

    @Test
    void anInstallationByKustomizeWorksAndIsRemovedWithItsFiles() throws IOException {
        String all = overlay("default");
        installation.kubectl("apply", "--server-side", "-k", all).expectSuccess();
        installation.awaitRollout();
        TestProfile.apply(PROFILE, """
                {defaultAction: SCMP_ACT_ALLOW, syscalls: [
                  {names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errnoRet: 1}]}""");
        TestPod.Outcome denied = TestPod.run(PROFILE, "mkdir", "/tmp/made");
        assertThat(denied.exitCode()).isEqualTo(1);
        assertThat(denied.output()).contains("Operation not permitted");

        String purge = overlay("purge");
        installation.kubectl("apply", "-k", purge).expectSuccess();
        installation
                .kubectl(
                        "-n",
                        Installation.NAMESPACE,
                        "wait",
                        "--for=condition=Complete",
                        "job/portcullis-purge",
                        Installation.PATIENCE)
                .expectSuccess();
        assertThat(installation.node().orElseThrow().profile(PROFILE)).doesNotExist();
        installation.kubectl("delete", "-k", purge).expectSuccess();
        installation.kubectl("delete", "-k", all).expectSuccess();
        installation.assertNothingIsLeft();
    }

    /** An overlay beside {@code config/} that names the image; returns its directory. */
    private String overlay(String kustomization) throws IOException {
        Path overlay = Files.createDirectory(workspace.toRealPath().resolve(kustomization));
        Path base = overlay.relativize(Repository.ROOT.toRealPath().resolve("config/" + kustomization));
        Files.writeString(overlay.resolve("kustomization.yaml"), """
                resources: [%s]
                images: [{name: portcullis, newName: %s}]
                """.formatted(base, Release.IMAGE));
        return overlay.toString();
    }

    private Release release() {
        return installation.node().orElseThrow().release();
    }
}
