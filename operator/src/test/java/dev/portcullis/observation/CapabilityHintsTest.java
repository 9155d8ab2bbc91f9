package dev.portcullis.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.capability.Capability;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SyscallTable;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilityHintsTest {

    private static final ObservedContainer WEB = new ObservedContainer("s", "shop", "web", "main", "image", false);

    private final NodeTally tally =
            new NodeTally(Map.of("clone", Set.of(0), "unshare", Set.of(0), "socket", Set.of(0)));

    @Test
    void programsThatAskHint() {
        call("chroot", CallOrigin.PROGRAM, 0);
        call("chown", CallOrigin.UNKNOWN, 0);
        call("read", CallOrigin.PROGRAM, 0);
        assertThat(CapabilityHints.of(seen()))
                .extracting(CapabilityHint::capability, CapabilityHint::certain)
                .containsExactly(tuple(Capability.CHOWN, false), tuple(Capability.SYS_CHROOT, true));
    }

    @Test
    void theRuntimesOwnCallsSayNothing() {
        call("setuid", CallOrigin.RUNTIME, 0);
        call("chroot", CallOrigin.RUNTIME, 0);
        assertThat(CapabilityHints.of(seen())).isEmpty();
    }

    @Test
    void flagsAndDomainsCount() {
        call("clone", CallOrigin.PROGRAM, 0x0120_0011);
        call("unshare", CallOrigin.PROGRAM, 0x1000_0000 | 0x0002_0000);
        call("socket", CallOrigin.PROGRAM, 2);
        assertThat(CapabilityHints.of(seen())).isEmpty();
        call("clone", CallOrigin.PROGRAM, 0x2000_0011);
        call("socket", CallOrigin.PROGRAM, 17);
        assertThat(CapabilityHints.of(seen()))
                .extracting(CapabilityHint::capability)
                .containsExactly(Capability.NET_RAW, Capability.SYS_ADMIN);
    }

    private void call(String syscall, CallOrigin origin, long first) {
        int number = SyscallTable.linux().number(Architecture.X86_64, syscall).orElseThrow();
        tally.count(WEB, Architecture.X86_64, number, origin, new long[] {first, 0, 0, 0, 0, 0}, 0, 1_800_000_000_000L);
    }

    private Observations seen() {
        return Observations.of(tally.status(new ObservingNode("n1", "amd64", "6.18.0", "1")));
    }
}
