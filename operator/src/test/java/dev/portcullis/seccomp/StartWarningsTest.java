package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartWarningsTest {

    private static final Path SAMPLES = Path.of("../config/samples");

    @ParameterizedTest
    @CsvSource({
        "runc, SCMP_ACT_ERRNO", "runc, SCMP_ACT_KILL_PROCESS", "runc, SCMP_ACT_TRAP",
        "crun, SCMP_ACT_ERRNO", "crun, SCMP_ACT_KILL_PROCESS", "crun, SCMP_ACT_TRAP"
    })
    void everyVersionStartsUnderItsSample(String runtime, String defaultAction) throws IOException {
        SeccompProfileSpec base = new YAMLMapper()
                .readValue(SAMPLES.resolve(runtime + "-start.yaml").toFile(), SeccompProfile.class)
                .getSpec();
        assertThat(told(RuntimeChoice.of(runtime), defaultAction, Objects.requireNonNull(base.syscalls())))
                .isEmpty();
    }

    @Test
    void theVersionsThatNeedMoreAreNamed() {
        RuntimeChoice runc = RuntimeChoice.of("runc");
        List<String> old = new ArrayList<>(RuntimeChoice.of("runc:1.1").needed());
        assertThat(told(runc, "SCMP_ACT_ERRNO", List.of(allow(old))))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("runc 1.2.8 and newer cannot start a container under this profile: it calls openat2")
                .endsWith("; allow that too, for example with the sample profile runc-start as a base");
        assertThat(told(RuntimeChoice.of("runc:1.1"), "SCMP_ACT_ERRNO", List.of(allow(old))))
                .isEmpty();
        assertThat(told(RuntimeChoice.of("none"), "SCMP_ACT_ERRNO", List.of(allow(List.of("read")))))
                .isEmpty();
    }

    @Test
    void whatIsDeniedByNameIsToldWhereTheRestIsAllowed() {
        assertThat(told(
                        RuntimeChoice.all(),
                        "SCMP_ACT_ALLOW",
                        List.of(deny("SCMP_ACT_ERRNO", "faccessat2", "getcwd"), deny("SCMP_ACT_KILL", "execve"))))
                .containsExactly(
                        "crun cannot start a container under this profile: it calls execve; allow that too, for"
                                + " example with the sample profile crun-start as a base",
                        "runc cannot start a container under this profile: it calls execve, getcwd; allow that too, for"
                                + " example with the sample profile runc-start as a base");
    }

    @Test
    void aCallIsNotMissedWhereItsFallbackIsAllowed() {
        RuntimeChoice runc = RuntimeChoice.of("runc:1.1");
        assertThat(told(runc, "SCMP_ACT_ALLOW", List.of(deny("SCMP_ACT_ERRNO", "faccessat2"))))
                .isEmpty();
        assertThat(told(runc, "SCMP_ACT_ALLOW", List.of(deny("SCMP_ACT_ERRNO", "faccessat2", "faccessat"))))
                .singleElement()
                .asString()
                .contains("it calls faccessat2; allow");
    }

    @Test
    void whatOnlyExecNeedsStopsNoStart() {
        List<String> names = new ArrayList<>(RuntimeChoice.of("crun").needed());
        names.remove("setgroups");
        assertThat(told(RuntimeChoice.of("crun"), "SCMP_ACT_ERRNO", List.of(allow(names))))
                .singleElement()
                .asString()
                .startsWith("crun cannot run a command in a container (kubectl exec, exec probes) under this profile"
                        + " unless allowPrivilegeEscalation is false: it calls setgroups;");
    }

    @Test
    void theMountApiIsToBeAnsweredAndNotAllowed() {
        RuntimeChoice runc = RuntimeChoice.of("runc");
        assertThat(told(runc, "SCMP_ACT_KILL_PROCESS", List.of(allow(List.copyOf(runc.needed())))))
                .singleElement()
                .asString()
                .contains("; answer ENOSYS to " + runc.refused().first());
    }

    private static List<String> told(RuntimeChoice runtimes, String defaultAction, List<SyscallRule> rules) {
        SeccompProfileSpec spec =
                new SeccompProfileSpec(null, defaultAction, null, null, null, null, null, null, null, rules);
        Rendering rendering = new Renderer(Path.of("/"), runtimes).render("case", spec, Bases.NONE, Set.of());
        return ((Rendering.Rendered) rendering)
                .warnings().stream()
                        .filter(finding -> finding.code() == Finding.Code.CANNOT_START)
                        .map(Finding::message)
                        .toList();
    }

    private static SyscallRule allow(List<String> names) {
        return rule("SCMP_ACT_ALLOW", names.stream());
    }

    private static SyscallRule deny(String action, String... names) {
        return rule(action, Arrays.stream(names));
    }

    private static SyscallRule rule(String action, Stream<String> names) {
        return new SyscallRule(names.toList(), null, action, null, null, null, null, null, null);
    }
}
