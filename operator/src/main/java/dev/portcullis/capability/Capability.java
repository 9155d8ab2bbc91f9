package dev.portcullis.capability;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The capabilities of Linux (capabilities(7); linux/capability.h, up to CAP_LAST_CAP of
 * Linux 5.9 and later).
 */
public enum Capability {
    /** Change the owner of files. */
    CHOWN(0),
    /** Bypass file permission checks. */
    DAC_OVERRIDE(1),
    /** Bypass permission checks for reading files and searching directories. */
    DAC_READ_SEARCH(2),
    /** Do to others' files what only their owner may. */
    FOWNER(3),
    /** Keep the set-user-ID and set-group-ID bits when a file changes. */
    FSETID(4),
    /** Send signals to others' processes. */
    KILL(5),
    /** Change the group IDs of the process. */
    SETGID(6),
    /** Change the user IDs of the process. */
    SETUID(7),
    /** Pass on and drop capabilities of the bounding set. */
    SETPCAP(8),
    /** Set the immutable and append-only flags of files. */
    LINUX_IMMUTABLE(9),
    /** Bind to ports below 1024. */
    NET_BIND_SERVICE(10),
    /** Broadcast, and listen to multicast. */
    NET_BROADCAST(11),
    /** Configure networks. */
    NET_ADMIN(12),
    /** Use raw and packet sockets. */
    NET_RAW(13),
    /** Lock memory. */
    IPC_LOCK(14),
    /** Bypass permission checks of System V IPC. */
    IPC_OWNER(15),
    /** Load and unload kernel modules. */
    SYS_MODULE(16),
    /** Reach I/O ports and raw devices. */
    SYS_RAWIO(17),
    /** Change the root directory. */
    SYS_CHROOT(18),
    /** Trace and inspect others' processes. */
    SYS_PTRACE(19),
    /** Configure process accounting. */
    SYS_PACCT(20),
    /** Administer the system: mounts, namespaces and much more. */
    SYS_ADMIN(21),
    /** Reboot, and load another kernel. */
    SYS_BOOT(22),
    /** Raise priorities and set schedulers. */
    SYS_NICE(23),
    /** Exceed resource limits and quotas. */
    SYS_RESOURCE(24),
    /** Set clocks. */
    SYS_TIME(25),
    /** Configure terminals. */
    SYS_TTY_CONFIG(26),
    /** Make device nodes. */
    MKNOD(27),
    /** Set leases on others' files. */
    LEASE(28),
    /** Write to the audit log. */
    AUDIT_WRITE(29),
    /** Configure auditing. */
    AUDIT_CONTROL(30),
    /** Set capabilities of files. */
    SETFCAP(31),
    /** Override mandatory access control. */
    MAC_OVERRIDE(32),
    /** Configure mandatory access control. */
    MAC_ADMIN(33),
    /** Read and clear the kernel log. */
    SYSLOG(34),
    /** Wake up the system. */
    WAKE_ALARM(35),
    /** Keep the system from suspending. */
    BLOCK_SUSPEND(36),
    /** Read the audit log. */
    AUDIT_READ(37),
    /** Observe performance. */
    PERFMON(38),
    /** Load BPF programs. */
    BPF(39),
    /** Checkpoint and restore processes. */
    CHECKPOINT_RESTORE(40);

    private static final String PREFIX = "CAP_";

    private static final Map<String, Capability> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(Capability::fullName, capability -> capability));

    private final int number;
    private final String fullName = PREFIX + name();

    Capability(int number) {
        this.number = number;
    }

    /** The capability of this name as profiles and the kernel write it, for example {@code CAP_SYS_ADMIN}. */
    public static Optional<Capability> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /**
     * The capability of this name as people write it: with or without {@code CAP_}, in any case. {@code ALL} is not one
     * but a set, see {@link CapabilitySet#named}.
     */
    public static Optional<Capability> parse(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return named(upper.startsWith(PREFIX) ? upper : PREFIX + upper);
    }

    /** Its name with {@code CAP_} in front. */
    public String fullName() {
        return fullName;
    }

    /** Its bit in a capability mask. */
    public int number() {
        return number;
    }
}
