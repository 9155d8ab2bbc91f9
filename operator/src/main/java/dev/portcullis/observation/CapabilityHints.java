package dev.portcullis.observation;

import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ObservedValue;
import dev.portcullis.capability.Capability;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * Hints at the capabilities that programs need, from the calls that ask for them (capabilities(7)). Nothing tells whether a
 * call was made in vain, or of a pointer's target: these are hints.
 */
public final class CapabilityHints {

    /** The new namespaces of clone(2) and unshare(2), without that of users, which needs no capability. */
    private static final long NEW_NAMESPACES =
            0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x20000000 | 0x40000000;

    private static final long NEW_USERS = 0x10000000;

    /** AF_PACKET (linux/socket.h). */
    private static final long PACKETS = 17;

    private static final List<Gate> GATES = List.of(
            certain(Capability.SYS_CHROOT, "to change the root directory", "chroot"),
            certain(
                    Capability.SYS_ADMIN,
                    "to mount, to enter namespaces, or to administer the system",
                    "mount",
                    "umount",
                    "umount2",
                    "pivot_root",
                    "setns",
                    "sethostname",
                    "setdomainname",
                    "swapon",
                    "swapoff",
                    "fsopen",
                    "fspick",
                    "fsmount",
                    "move_mount",
                    "mount_setattr"),
            new Gate(
                    Capability.SYS_ADMIN,
                    true,
                    "to make namespaces",
                    List.of("clone", "unshare"),
                    CapabilityHints::makesNamespaces),
            certain(Capability.SYS_BOOT, "to reboot", "reboot", "kexec_load", "kexec_file_load"),
            certain(
                    Capability.SYS_MODULE,
                    "to load and unload kernel modules",
                    "init_module",
                    "finit_module",
                    "delete_module",
                    "create_module"),
            certain(Capability.SYS_PACCT, "to account processes", "acct"),
            certain(Capability.SYS_TIME, "to set clocks", "settimeofday", "clock_settime", "clock_settime64", "stime"),
            certain(Capability.SYS_RAWIO, "to reach I/O ports", "iopl", "ioperm"),
            certain(Capability.SYS_TTY_CONFIG, "to hang up terminals", "vhangup"),
            certain(Capability.DAC_READ_SEARCH, "to open files by handle", "open_by_handle_at"),
            new Gate(Capability.NET_RAW, true, "for packet sockets", List.of("socket"), call -> values(call, 0)
                    .anyMatch(value -> value == PACKETS)),
            perhaps(
                    Capability.SYS_TIME,
                    "to set clocks, not to read them",
                    "adjtimex",
                    "clock_adjtime",
                    "clock_adjtime64"),
            perhaps(
                    Capability.CHOWN,
                    "to change the owner of a file",
                    "chown",
                    "chown32",
                    "fchown",
                    "fchown32",
                    "fchownat",
                    "lchown",
                    "lchown32"),
            perhaps(
                    Capability.SETUID,
                    "to become another user",
                    "setuid",
                    "setuid32",
                    "setreuid",
                    "setreuid32",
                    "setresuid",
                    "setresuid32",
                    "setfsuid",
                    "setfsuid32"),
            perhaps(
                    Capability.SETGID,
                    "to become another group",
                    "setgid",
                    "setgid32",
                    "setregid",
                    "setregid32",
                    "setresgid",
                    "setresgid32",
                    "setfsgid",
                    "setfsgid32",
                    "setgroups",
                    "setgroups32"),
            perhaps(Capability.NET_BIND_SERVICE, "for a port below the first unprivileged one", "bind"),
            perhaps(Capability.MKNOD, "for device nodes", "mknod", "mknodat"),
            perhaps(
                    Capability.SYS_PTRACE,
                    "for the processes of others",
                    "ptrace",
                    "process_vm_readv",
                    "process_vm_writev",
                    "kcmp",
                    "pidfd_getfd"),
            perhaps(
                    Capability.SYS_NICE,
                    "to raise priorities, or for the processes of others",
                    "nice",
                    "setpriority",
                    "sched_setscheduler",
                    "sched_setparam",
                    "sched_setattr",
                    "ioprio_set",
                    "mbind",
                    "migrate_pages",
                    "move_pages"),
            perhaps(Capability.IPC_LOCK, "beyond the limit of locked memory", "mlock", "mlock2", "mlockall"),
            perhaps(Capability.BPF, "where unprivileged BPF is off", "bpf"),
            perhaps(Capability.PERFMON, "where perf_event_paranoid says so", "perf_event_open"),
            perhaps(Capability.SYSLOG, "where dmesg_restrict is on", "syslog"),
            perhaps(Capability.SYS_ADMIN, "for quotas, and to watch whole file systems", "quotactl", "fanotify_init"));

    private CapabilityHints() {}

    /** What the programs' calls hint at, in the order of capabilities' numbers; the runtime's own calls say nothing. */
    public static List<CapabilityHint> of(Observations seen) {
        Map<Capability, List<CapabilityHint>> found = new EnumMap<>(Capability.class);
        List<ObservedSyscall> calls = seen.syscalls().stream()
                .filter(call -> !call.origin().equals(ObservedSyscall.RUNTIME))
                .toList();
        for (Gate gate : GATES) {
            SortedSet<String> names = new TreeSet<>();
            calls.stream()
                    .filter(call -> gate.syscalls().contains(call.syscall())
                            && gate.asks().test(call))
                    .forEach(call -> names.add(call.syscall()));
            if (!names.isEmpty()) {
                found.computeIfAbsent(gate.capability(), capability -> new ArrayList<>())
                        .add(new CapabilityHint(gate.capability(), names, gate.certain(), gate.use()));
            }
        }
        return found.values().stream().flatMap(List::stream).toList();
    }

    private static Gate certain(Capability capability, String use, String... syscalls) {
        return new Gate(capability, true, use, List.of(syscalls), call -> true);
    }

    private static Gate perhaps(Capability capability, String use, String... syscalls) {
        return new Gate(capability, false, use, List.of(syscalls), call -> true);
    }

    /** With a new namespace of users, the others need nothing more. */
    private static boolean makesNamespaces(ObservedSyscall call) {
        return values(call, 0).anyMatch(flags -> (flags & NEW_NAMESPACES) != 0 && (flags & NEW_USERS) == 0);
    }

    private static LongStream values(ObservedSyscall call, int index) {
        return Objects.requireNonNullElse(call.arguments(), List.<ObservedValue>of()).stream()
                .filter(value -> value.index() == index)
                .mapToLong(value -> value.value().bits());
    }

    /**
     * Calls that ask for a capability.
     *
     * @param asks whether such a call does
     */
    private record Gate(
            Capability capability,
            boolean certain,
            String use,
            List<String> syscalls,
            Predicate<ObservedSyscall> asks) {}
}
