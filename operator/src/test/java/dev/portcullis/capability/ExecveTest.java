package dev.portcullis.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** The rules of capabilities(7) one by one; {@code ExecveIT} asks the kernel about their combinations. */
class ExecveTest {

    private static final CapabilitySet NONE = CapabilitySet.NONE;
    private static final CapabilitySet BIND = CapabilitySet.of(Capability.NET_BIND_SERVICE);
    private static final CapabilitySet KILL = CapabilitySet.of(Capability.KILL);
    private static final CapabilitySet DEFAULT = RuntimeDefaults.PODMAN.defaults();
    private static final Program BINDING = Program.with(FileCapabilities.effectiveAndPermitted(BIND));

    private static ThreadCapabilities user(CapabilitySet bounding) {
        return new ThreadCapabilities(NONE, NONE, NONE, bounding, NONE, Credentials.NON_ROOT);
    }

    @Test
    void otherUsersLoseWhatIsNotAmbient() {
        ThreadCapabilities before = new ThreadCapabilities(BIND, DEFAULT, DEFAULT, DEFAULT, BIND, Credentials.NON_ROOT);
        assertThat(before.execve(Program.PLAIN))
                .contains(new ThreadCapabilities(BIND, BIND, BIND, DEFAULT, BIND, Credentials.NON_ROOT));
    }

    @Test
    void aFileGivesWhatTheBoundingSetLets() {
        assertThat(user(DEFAULT).execve(BINDING))
                .contains(new ThreadCapabilities(NONE, BIND, BIND, DEFAULT, NONE, Credentials.NON_ROOT));
        assertThat(user(KILL).execve(BINDING)).isEmpty();
        assertThat(user(KILL).execve(Program.with(new FileCapabilities(BIND, NONE, false))))
                .contains(user(KILL));
    }

    @Test
    void whatIsInheritableForThreadAndFileIsKept() {
        ThreadCapabilities before =
                new ThreadCapabilities(BIND.union(KILL), NONE, NONE, NONE, NONE, Credentials.NON_ROOT);
        assertThat(before.execve(Program.with(new FileCapabilities(NONE, BIND, false))))
                .contains(new ThreadCapabilities(BIND.union(KILL), BIND, NONE, NONE, NONE, Credentials.NON_ROOT));
    }

    @Test
    void aFileWithCapabilitiesCancelsTheAmbientSetEvenIfItHasNone() {
        ThreadCapabilities before = new ThreadCapabilities(BIND, BIND, BIND, BIND, BIND, Credentials.NON_ROOT);
        assertThat(before.execve(Program.with(new FileCapabilities(NONE, NONE, false))))
                .contains(new ThreadCapabilities(BIND, NONE, NONE, BIND, NONE, Credentials.NON_ROOT));
    }

    @Test
    void rootGetsTheBoundingSet() {
        ThreadCapabilities before = new ThreadCapabilities(NONE, NONE, NONE, DEFAULT, NONE, Credentials.ROOT);
        assertThat(before.execve(Program.PLAIN))
                .contains(new ThreadCapabilities(NONE, DEFAULT, DEFAULT, DEFAULT, NONE, Credentials.ROOT));
        Credentials noRoot = new Credentials(true, true, false, true);
        ThreadCapabilities plain = new ThreadCapabilities(NONE, NONE, NONE, DEFAULT, NONE, noRoot);
        assertThat(plain.execve(Program.PLAIN)).contains(plain);
    }

    @Test
    void evenRootIsRefusedAFileThatDoesNotGetWhatItMustHave() {
        ThreadCapabilities before = new ThreadCapabilities(NONE, KILL, KILL, KILL, NONE, Credentials.ROOT);
        assertThat(before.execve(BINDING)).isEmpty();
    }

    @Test
    void aSetUserIdRootProgramMakesAnyoneRootUnlessItHasFileCapabilities() {
        Credentials became = new Credentials(false, true, false, false);
        assertThat(user(DEFAULT).execve(Program.SET_USER_ID_ROOT))
                .contains(new ThreadCapabilities(NONE, DEFAULT, DEFAULT, DEFAULT, NONE, became));
        assertThat(user(DEFAULT).execve(new Program(FileCapabilities.effectiveAndPermitted(BIND), true)))
                .contains(new ThreadCapabilities(NONE, BIND, BIND, DEFAULT, NONE, became));
    }

    @Test
    void withNoNewPrivilegesNothingIsGained() {
        Credentials user = Credentials.NON_ROOT.withNoNewPrivileges();
        ThreadCapabilities before = new ThreadCapabilities(NONE, NONE, NONE, DEFAULT, NONE, user);
        assertThat(before.execve(BINDING)).contains(before);
        assertThat(before.execve(Program.SET_USER_ID_ROOT)).contains(before);
        Credentials root = Credentials.ROOT.withNoNewPrivileges();
        ThreadCapabilities kept = new ThreadCapabilities(NONE, BIND, NONE, DEFAULT, NONE, root);
        assertThat(kept.execve(Program.PLAIN)).contains(new ThreadCapabilities(NONE, BIND, BIND, DEFAULT, NONE, root));
    }

    @Test
    void lowPortsNeedTheCapabilityInTheEffectiveSet() {
        ThreadCapabilities able = user(DEFAULT).execve(BINDING).orElseThrow();
        assertThat(able.mayBind(80, 1024)).isTrue();
        assertThat(user(DEFAULT).mayBind(80, 1024)).isFalse();
        assertThat(user(DEFAULT).mayBind(1023, 1024)).isFalse();
        assertThat(user(DEFAULT).mayBind(1024, 1024)).isTrue();
        assertThat(user(DEFAULT).mayBind(0, 1024)).isTrue();
        assertThat(user(DEFAULT).mayBind(80, 0)).isTrue();
    }

    @Test
    void setsThatNoThreadCanHaveAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ThreadCapabilities(NONE, NONE, BIND, NONE, NONE, Credentials.ROOT))
                .withMessage("the effective set has CAP_NET_BIND_SERVICE, which the permitted set has not");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ThreadCapabilities(NONE, BIND, NONE, NONE, BIND, Credentials.ROOT));
    }
}
