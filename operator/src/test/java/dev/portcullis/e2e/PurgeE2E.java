package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.machine.Shell;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The chart is uninstalled with {@code uninstall.removeFiles}: nothing is left, and nothing goes that pods still need. */
class PurgeE2E {

    private static final String PROFILE = "e2e-purge";
    private static final String DENIES_MKDIR = """
            {defaultAction: SCMP_ACT_ALLOW, syscalls: [
              {names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errnoRet: 1}]}""";

    private final Installation installation = Installation.shared();

    @BeforeEach
    void installTheChartThatRemovesFiles() throws IOException {
        assumeTrue(installation.node().isPresent(), "only on this machine's own node can files be looked at");
        release().put(Release.CURRENT, "--set", "uninstall.removeFiles=true,crds.keep=false");
        installation.awaitRollout();
        TestProfile.apply(PROFILE, DENIES_MKDIR);
        TestPolicy.applySample("restricted");
    }

    @AfterEach
    void installTheCurrentChart() {
        installation.restore();
    }

    @Test
    void uninstallFailsWhileAPodUsesAFileAndTakesEverythingAwayAfterwards() {
        try (LastingPod pod = new LastingPod(PROFILE)) {
            Shell.Result refused = release().tryToUninstall().expectFailure();
            assertThat(refused.output() + refused.errors())
                    .contains("nothing was deleted, because pods use files")
                    .contains("pod default/" + pod.name() + " uses SeccompProfile " + PROFILE);
            installation.awaitRollout();
            assertThat(installation.ownNode().profile(PROFILE)).isRegularFile();
            assertThat(pod.makeDirectory()).contains("Operation not permitted");
        }

        release().uninstall();

        assertThat(ProfileFile.all(installation.ownNode().profiles(), "").keySet())
                .noneMatch(file -> file.endsWith(".json"));
        installation.assertNothingIsLeft();
    }

    private Release release() {
        return installation.ownNode().release();
    }
}
