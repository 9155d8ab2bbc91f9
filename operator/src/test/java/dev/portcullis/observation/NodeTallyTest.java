package dev.portcullis.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ObservedValue;
import dev.portcullis.api.Uint64;
import dev.portcullis.seccomp.Architecture;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeTallyTest {

    private static final ObservingNode NODE = new ObservingNode("n1", "amd64", "6.18.0", "1.2.3");
    private static final long NOON = 1_800_000_000_000L;
    private static final int SOCKET = 41;
    private static final int READ = 0;
    private static final int KILL = 62;

    private final NodeTally tally = new NodeTally(Map.of("socket", Set.of(0), "clone", Set.of(0)));

    @Test
    void callsAreCountedBySyscallArchitectureAndOrigin() {
        ObservedContainer web = container("web", false);
        tally.opened(web, NOON);
        call(web, READ, CallOrigin.RUNTIME, 0, NOON + 1);
        call(web, READ, CallOrigin.PROGRAM, 0, NOON + 2);
        call(web, READ, CallOrigin.PROGRAM, 0, NOON + 5);
        tally.count(web, Architecture.X86, 3, CallOrigin.PROGRAM, new long[6], 0, NOON + 6);

        NodeObservationStatus status = tally.status(NODE);
        assertThat(status.node()).isEqualTo("n1");
        assertThat(status.calls()).isEqualTo(4);
        assertThat(status.firstSeen()).isEqualTo("2027-01-15T08:00:00Z");
        assertThat(status.lastSeen()).isEqualTo("2027-01-15T08:00:00.006Z");
        assertThat(syscalls(status))
                .extracting(ObservedSyscall::syscall, ObservedSyscall::architecture, ObservedSyscall::origin)
                .containsExactly(
                        tuple("read", "SCMP_ARCH_X86", "Program"),
                        tuple("read", "SCMP_ARCH_X86_64", "Program"),
                        tuple("read", "SCMP_ARCH_X86_64", "Runtime"));
        assertThat(syscalls(status)).extracting(ObservedSyscall::count).containsExactly(1L, 2L, 1L);
    }

    @Test
    void podsAndContainersAreCountedWhenTheyBegin() {
        tally.opened(container("web", false), NOON);
        tally.opened(container("web", true), NOON + 1);
        tally.opened(container("web", false), NOON + 2);
        tally.opened(container("db", false), NOON + 3);
        NodeObservationStatus status = tally.status(NODE);
        assertThat(status.containers()).isEqualTo(3);
        assertThat(status.pods()).isEqualTo(2);
        assertThat(status.images()).containsExactly("registry.example/db", "registry.example/web");
    }

    @Test
    void valuesAreToldApartUpToALimit() {
        ObservedContainer web = container("web", false);
        for (int domain = 0; domain < 70; domain++) {
            call(web, SOCKET, CallOrigin.PROGRAM, domain, NOON);
        }
        // An int, of which the kernel takes the lower half.
        call(web, SOCKET, CallOrigin.PROGRAM, 0xffff_ffff_0000_0001L, NOON);
        ObservedSyscall socket = syscalls(tally.status(NODE)).getFirst();
        assertThat(socket.arguments()).hasSize(ObservedSyscall.MAX_ARGUMENTS).contains(value(0, 1, 2));
        assertThat(socket.moreArguments()).isEqualTo(6);
        assertThat(socket.count()).isEqualTo(71);
    }

    @Test
    void theFlagsOfCloneComeSecondOnIbmMainframes() {
        tally.count(
                container("web", false),
                Architecture.S390X,
                120,
                CallOrigin.PROGRAM,
                new long[] {0x7fff0000L, 0x11, 0, 0, 0, 0},
                0,
                NOON);
        assertThat(syscalls(tally.status(NODE)).getFirst().arguments()).containsExactly(value(0, 0x11, 1));
    }

    @Test
    void whatIsToldLateIsNotKnownOfCallsBefore() {
        ObservedContainer web = container("web", false);
        call(web, KILL, CallOrigin.PROGRAM, 9, NOON);
        tally.tell(Map.of("kill", Set.of(0)));
        tally.tell(Map.of("kill", Set.of(0)));
        call(web, KILL, CallOrigin.PROGRAM, 9, NOON);
        ObservedSyscall kill = syscalls(tally.status(NODE)).getFirst();
        assertThat(kill.arguments()).containsExactly(value(0, 9, 1));
        assertThat(kill.moreArguments()).isEqualTo(1);
    }

    @Test
    void theLatestDenialsAreTold() {
        for (int i = 0; i < 100; i++) {
            ObservedContainer pod = container("pod" + i, false);
            call(pod, SOCKET, CallOrigin.UNKNOWN, 16, 1, NOON + i);
            call(pod, SOCKET, CallOrigin.UNKNOWN, 17, 1, NOON + i);
        }
        List<ObservedDenial> denials = Objects.requireNonNull(tally.status(NODE).denials());
        assertThat(denials).hasSize(ObservedDenial.MOST_TOLD);
        assertThat(denials.getFirst().pod()).isEqualTo("pod99");
        assertThat(denials.getFirst().count()).isEqualTo(2);
        assertThat(denials.getFirst().errno()).isEqualTo("EPERM");
        assertThat(denials.getFirst().arguments()).startsWith(new Uint64(17));
        assertThat(denials.getLast().pod()).isEqualTo("pod36");
    }

    @Test
    void numbersWithoutANameAreBounded() {
        Random random = new Random(18);
        ObservedContainer web = container("web", false);
        for (int i = 0; i < 10_000; i++) {
            tally.count(web, Architecture.X86_64, random.nextInt(), CallOrigin.PROGRAM, new long[6], 0, NOON);
        }
        assertThat(syscalls(tally.status(NODE))).hasSizeLessThan(70).anyMatch(call -> call.syscall()
                .equals("unknown"));
        assertThat(syscalls(tally.status(NODE)).stream()
                        .mapToLong(ObservedSyscall::count)
                        .sum())
                .isEqualTo(10_000);
    }

    @Test
    void lossesSayWhyOnce() {
        tally.lost(2, "the observer ended");
        tally.lost(3, "the observer ended");
        tally.lost(1, "a descriptor broke");
        NodeObservationStatus status = tally.status(NODE);
        assertThat(status.lost()).isEqualTo(6);
        assertThat(status.lostReason()).isEqualTo("the observer ended; a descriptor broke");
    }

    @Test
    void anotherObserverGoesOnWhereOneEnded() {
        ObservedContainer web = container("web", false);
        tally.opened(web, NOON);
        call(web, SOCKET, CallOrigin.PROGRAM, 2, 1, NOON);
        call(web, READ, CallOrigin.RUNTIME, 0, NOON);
        tally.count(web, Architecture.X86_64, 100_000, CallOrigin.PROGRAM, new long[6], 0, NOON);
        tally.lost(1, "why");
        NodeTally successor = NodeTally.handedOver(tally.handover());
        assertThat(successor.status(NODE)).isEqualTo(tally.status(NODE));
        for (NodeTally one : List.of(tally, successor)) {
            one.opened(web, NOON + 9);
            one.count(
                    web, Architecture.X86_64, SOCKET, CallOrigin.PROGRAM, new long[] {3, 0, 0, 0, 0, 0}, 13, NOON + 9);
        }
        assertThat(successor.status(NODE)).isEqualTo(tally.status(NODE));
        assertThatThrownBy(() -> NodeTally.handedOver("{")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCallThatWasSeenBeforeMakesNoObject() {
        ObservedContainer web = container("web", false);
        long[] arguments = new long[6];
        flood(web, arguments, 20_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        flood(web, arguments, 1_000_000);
        // What one object for each call would take.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8_000_000);
        assertThat(tally.calls()).isEqualTo(1_020_000);
    }

    private void flood(ObservedContainer web, long[] arguments, int calls) {
        for (int i = 0; i < calls; i++) {
            arguments[0] = i & 15;
            tally.count(
                    web,
                    Architecture.X86_64,
                    (i & 1) == 0 ? SOCKET : READ,
                    CallOrigin.PROGRAM,
                    arguments,
                    i & 1,
                    NOON + i);
        }
    }

    private void call(ObservedContainer from, int number, CallOrigin origin, long first, long at) {
        call(from, number, origin, first, 0, at);
    }

    private void call(ObservedContainer from, int number, CallOrigin origin, long first, int errno, long at) {
        tally.count(from, Architecture.X86_64, number, origin, new long[] {first, 0, 0, 0, 0, 0}, errno, at);
    }

    private static ObservedContainer container(String name, boolean exec) {
        return new ObservedContainer("sandbox-" + name, "shop", name, "main", "registry.example/" + name, exec);
    }

    private static ObservedValue value(int index, long value, long count) {
        return new ObservedValue(index, new Uint64(value), count);
    }

    private static List<ObservedSyscall> syscalls(NodeObservationStatus status) {
        return Objects.requireNonNull(status.syscalls());
    }
}
