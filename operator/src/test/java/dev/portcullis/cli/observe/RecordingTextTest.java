package dev.portcullis.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.observation.CallOrigin;
import dev.portcullis.observation.NodeTally;
import dev.portcullis.observation.Observations;
import dev.portcullis.observation.ObservedContainer;
import dev.portcullis.observation.ObservingNode;
import dev.portcullis.seccomp.Architecture;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordingTextTest {

    private static final long NOON = 1_800_000_000_000L;
    private static final ProfileObservationSpec DENYING =
            new ProfileObservationSpec("nginx", "Deny", null, null, null, null, null, null);

    @Test
    void peopleReadSyscallsValuesAndDenials() {
        NodeTally tally = new NodeTally(Map.of("socket", Set.of(0)));
        ObservedContainer web = new ObservedContainer("a", "shop", "web-1", "main", "registry.example/web:1", false);
        ObservedContainer shell = new ObservedContainer("a", "shop", "web-1", "main", "registry.example/web:1", true);
        tally.opened(web, NOON);
        tally.opened(shell, NOON);
        tally.count(web, Architecture.X86_64, 41, CallOrigin.UNKNOWN, new long[] {16, 3, 0, 0, 0, 0}, 1, NOON + 1000);
        tally.count(web, Architecture.X86_64, 41, CallOrigin.UNKNOWN, new long[] {17, 3, 0, 0, 0, 0}, 1, NOON + 2000);
        tally.count(shell, Architecture.X86_64, 83, CallOrigin.UNKNOWN, new long[6], 13, NOON + 3000);
        assertThat(RecordingText.of(recording(tally))).isEqualTo("""
                ProfileObservation web: what SeccompProfile nginx denies, denied
                3 calls of 1 container in 1 pod on 1 node, from 2027-01-15T08:00:00Z to 2027-01-15T08:00:03Z
                none lost
                kernel: 6.18.0
                images: registry.example/web:1

                syscalls
                  SYSCALL   CALLS   ORIGIN    ARCHITECTURE   LAST SEEN              VALUES
                  mkdir     1       Unknown   x86_64         2027-01-15T08:00:03Z
                  socket    2       Unknown   x86_64         2027-01-15T08:00:02Z   argument 0: 0x10, 0x11

                denials, the latest first
                  POD          CONTAINER     CALL                        ERRNO    CALLS   LAST SEEN
                  shop/web-1   main (exec)   mkdir                       EACCES   1       2027-01-15T08:00:03Z
                  shop/web-1   main          socket (argument 0: 0x11)   EPERM    2       2027-01-15T08:00:02Z
                """);
    }

    @Test
    void lossesAreLoud() {
        NodeTally tally = new NodeTally(Map.of());
        assertThat(RecordingText.of(recording(tally))).endsWith("nothing was seen yet\n");
        tally.opened(new ObservedContainer("a", "shop", "web-1", "main", "", false), NOON);
        tally.lost(2, "an observer ended");
        assertThat(RecordingText.of(recording(tally))).contains("\n2 LOST: an observer ended\n");
    }

    private static Recording recording(NodeTally tally) {
        return new Recording(
                "web", DENYING, Observations.of(tally.status(new ObservingNode("n1", "amd64", "6.18.0", "1"))));
    }
}
