package dev.portcullis.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeDefaultsTest {

    private static Adjustment adjustment(String add, String drop) {
        return Adjustment.of(words(add), words(drop));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(w -> !w.isEmpty()).toList();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "containerd, '', '', 00000000a80425fb",
                "cri-o, '', '', 00000000000005fb",
                "podman, '', '', 00000000800405fb",
                "none, '', '', 0000000000000000",
                "containerd, '', ALL, 0000000000000000",
                "containerd, NET_BIND_SERVICE, all, 0000000000000400",
                "containerd, SYS_TIME, NET_RAW MKNOD, 00000000a20405fb",
                "containerd, ALL, '', 000001ffffffffff",
                "containerd, ALL, CHOWN, 000001fffffffffe",
                "containerd, ALL KILL, ALL, 0000000000000020",
                "containerd, KILL, KILL, 00000000a80425db",
                "cri-o, KILL CHOWN, ALL KILL, 0000000000000001",
                "none, NET_BIND_SERVICE, '', 0000000000000400",
                "podman, '', all, 0000000000000000",
                "podman, KILL CHOWN, ALL KILL, 0000000000000021",
                "podman, ALL KILL, KILL, 000001ffffffffdf",
                "podman, SYS_TIME, SYS_CHROOT, 00000000820005fb"
            })
    void containersGetWhatTheRuntimeMakesOfAddAndDrop(String runtime, String add, String drop, String mask) {
        RuntimeDefaults defaults = RuntimeDefaults.named(runtime).orElseThrow();
        assertThat(defaults.apply(adjustment(add, drop)).hex()).isEqualTo(mask);
    }

    @Test
    void podmanRefusesContradictions() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuntimeDefaults.PODMAN.apply(adjustment("ALL", "ALL")))
                .withMessage("Podman does not both add and drop ALL; take one of them out");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuntimeDefaults.PODMAN.apply(adjustment("KILL CHOWN", "KILL")))
                .withMessage("Podman does not both add and drop CAP_KILL; take it out of one of the lists");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuntimeDefaults.PODMAN.process(adjustment("ALL", "KILL"), false))
                .withMessage("a container cannot start with CAP_KILL inheritable and not in the bounding set;"
                        + " name the capabilities to add one by one");
    }

    /** Masks in the order of {@code /proc/PID/status}, before and after the container's program begins. */
    @ParameterizedTest(name = "{0} root={1} add={2} drop={3}")
    @CsvSource(
            value = {
                "podman, true, '', '', 0 800405fb 800405fb 800405fb 0, 0 800405fb 800405fb 800405fb 0",
                "podman, false, '', '', 0 0 0 800405fb 0, 0 0 0 800405fb 0",
                "podman, false, NET_BIND_SERVICE, '', 400 400 400 800405fb 400, 400 400 400 800405fb 400",
                "podman, false, NET_BIND_SERVICE, ALL, 400 400 400 400 400, 400 400 400 400 400",
                "podman, true, '', ALL, 0 0 0 0 0, 0 0 0 0 0",
                "containerd, true, '', '', 0 a80425fb a80425fb a80425fb 0, 0 a80425fb a80425fb a80425fb 0",
                "containerd, false, '', '', 0 a80425fb a80425fb a80425fb 0, 0 0 0 a80425fb 0",
                "containerd, false, NET_BIND_SERVICE, ALL, 0 400 400 400 0, 0 0 0 400 0",
                "cri-o, false, '', '', 0 5fb 5fb 5fb 0, 0 0 0 5fb 0",
                "none, true, NET_BIND_SERVICE, '', 0 400 400 400 0, 0 400 400 400 0"
            })
    void whatTheProcessHoldsBeforeAndAfterItsProgramBegins(
            String runtime, boolean root, String add, String drop, String applied, String started) {
        ThreadCapabilities before = RuntimeDefaults.named(runtime)
                .orElseThrow()
                .process(adjustment(add, drop), root)
                .applied(root ? Credentials.ROOT : Credentials.NON_ROOT);
        assertThat(masks(before)).isEqualTo(applied);
        assertThat(masks(before.execve(Program.PLAIN).orElseThrow())).isEqualTo(started);
    }

    @Test
    void theArticlesServerMayBindPort80ByFileCapabilityAndNotWithoutTheBoundingSet() {
        Program server =
                Program.with(FileCapabilities.effectiveAndPermitted(CapabilitySet.of(Capability.NET_BIND_SERVICE)));
        ThreadCapabilities user =
                RuntimeDefaults.PODMAN.process(Adjustment.NONE, false).applied(Credentials.NON_ROOT);
        assertThat(user.execve(Program.PLAIN).orElseThrow().mayBind(80, 1024)).isFalse();
        ThreadCapabilities serving = user.execve(server).orElseThrow();
        assertThat(masks(serving)).isEqualTo("0 400 400 800405fb 0");
        assertThat(serving.mayBind(80, 1024)).isTrue();
        assertThat(RuntimeDefaults.PODMAN
                        .process(adjustment("", "ALL"), false)
                        .applied(Credentials.NON_ROOT)
                        .execve(server))
                .isEmpty();
    }

    /** A server that a container starts directly is only allowed what the runtime permitted before; a shell's child not. */
    @Test
    void noNewPrivilegesLeavesFileCapabilitiesToTheFirstProgramAlone() {
        Program server =
                Program.with(FileCapabilities.effectiveAndPermitted(CapabilitySet.of(Capability.NET_BIND_SERVICE)));
        ThreadCapabilities user = RuntimeDefaults.CONTAINERD
                .process(Adjustment.NONE, false)
                .applied(Credentials.NON_ROOT.withNoNewPrivileges());
        assertThat(masks(user.execve(server).orElseThrow())).isEqualTo("0 400 400 a80425fb 0");
        ThreadCapabilities shell = user.execve(Program.PLAIN).orElseThrow();
        assertThat(masks(shell.execve(server).orElseThrow())).isEqualTo("0 0 0 a80425fb 0");
    }

    @Test
    void onlyContainerdLetsEveryoneBindLowPorts() {
        assertThat(Arrays.stream(RuntimeDefaults.values()).map(RuntimeDefaults::unprivilegedPortStart))
                .containsExactly(0, 1024, 1024, 1024);
        assertThat(RuntimeDefaults.names()).containsExactly("containerd", "cri-o", "podman", "none");
        assertThat(RuntimeDefaults.named("docker")).isEmpty();
    }

    private static String masks(ThreadCapabilities thread) {
        return String.join(
                " ",
                Arrays.stream(ThreadSet.values())
                        .map(set -> Long.toHexString(thread.get(set).mask()))
                        .toList());
    }
}
