package dev.portcullis.observer.kernel;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SyscallTable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The listener of a seccomp filter: receives the calls that the filter hands over, and answers them (seccomp_unotify(2)). The caller
 * that waits for a call must know that one is there, because receiving blocks. For one thread at a time.
 */
public final class SeccompListener implements AutoCloseable {

    /** struct seccomp_notif: id, pid, flags, and struct seccomp_data: nr, arch, instruction pointer, six arguments. */
    private static final int NOTIFICATION_SIZE = 80;

    /** struct seccomp_notif_resp: id, value, error, flags. */
    private static final int RESPONSE_SIZE = 24;

    private static final int DATA_SIZE = 64;
    private static final long NUMBER_OFFSET = 16;
    private static final long ARCHITECTURE_OFFSET = 20;
    private static final long ARGUMENTS_OFFSET = 32;
    private static final long ERROR_OFFSET = 16;
    private static final long FLAGS_OFFSET = 20;

    /** _IOWR('!', 0, struct seccomp_notif) and the like, as most architectures encode them (asm-generic/ioctl.h). */
    private static final long RECEIVE = 0xC000_0000L | NOTIFICATION_SIZE << 16 | '!' << 8;

    private static final long SEND = 0xC000_0000L | RESPONSE_SIZE << 16 | '!' << 8 | 1;
    private static final long SET_FLAGS = 0x4000_0000L | 8 << 16 | '!' << 8 | 4;

    private static final int FLAG_CONTINUE = 1;

    /** SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP, Linux 6.6: the caller and the one who answers run on one processor in turn. */
    private static final long SYNC_WAKE_UP = 1;

    private static final int OPERATION_GET_SIZES = 3;
    private static final int ENOENT = 2;

    /** Architectures whose numbers and layouts are those written here, by {@code os.arch}. */
    private static final Map<String, Architecture> SUPPORTED = Map.of(
            "amd64", Architecture.X86_64,
            "aarch64", Architecture.ARM64,
            "riscv64", Architecture.RISCV64,
            "s390x", Architecture.S390X);

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

    private final CLibrary library = new CLibrary();
    private final Descriptor descriptor;
    private final MemorySegment notification;
    private final MemorySegment response;

    private SeccompListener(Descriptor descriptor, MemorySegment buffers) {
        this.descriptor = descriptor;
        this.notification = buffers.asSlice(0, NOTIFICATION_SIZE);
        this.response = buffers.asSlice(NOTIFICATION_SIZE, RESPONSE_SIZE);
    }

    /** Listens at a descriptor that a container runtime sent; closes it too. */
    public static SeccompListener of(Descriptor descriptor) {
        SeccompListener listener =
                new SeccompListener(descriptor, Arena.ofAuto().allocate(NOTIFICATION_SIZE + RESPONSE_SIZE, 8));
        listener.wakeInTurn();
        return listener;
    }

    /** Says why this machine cannot be observed on; empty when it can. */
    public static Optional<String> complaint() {
        return complaint(System.getProperty("os.name"), System.getProperty("os.arch"), System.getProperty("os.version"))
                .or(SeccompListener::sizes);
    }

    /** Decides from the machine's names, as Java has them. */
    static Optional<String> complaint(String system, String architecture, String release) {
        if (!system.equals("Linux")) {
            return Optional.of("observing needs Linux, and this is " + system);
        }
        if (!SUPPORTED.containsKey(architecture)) {
            return Optional.of("observing needs one of the architectures "
                    + String.join(", ", SUPPORTED.keySet().stream().sorted().toList()) + ", and this is "
                    + architecture);
        }
        Matcher version = VERSION.matcher(release);
        // A release that names no version proves nothing.
        if (version.matches() && !isRecent(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)))) {
            return Optional.of("observing needs Linux 5.9, and this is " + release
                    + ": a call cannot be let through before 5.5 (SECCOMP_USER_NOTIF_FLAG_CONTINUE),"
                    + " and before 5.9 nothing tells when a container has ended");
        }
        return Optional.empty();
    }

    private static boolean isRecent(int major, int minor) {
        return major > 5 || (major == 5 && minor >= 9);
    }

    /** Complains where the kernel hands over no calls, or in another layout than this class knows. */
    private static Optional<String> sizes() {
        Architecture architecture = Objects.requireNonNull(SUPPORTED.get(System.getProperty("os.arch")));
        int number = SyscallTable.linux().number(architecture, "seccomp").orElseThrow();
        CLibrary library = new CLibrary();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizes = arena.allocate(6, 2);
            if (library.seccomp(number, OPERATION_GET_SIZES, sizes) != 0) {
                return Optional.of("this kernel hands no calls over: "
                        + library.failure("seccomp(SECCOMP_GET_NOTIF_SIZES)").getMessage());
            }
            int[] found = {
                sizes.get(ValueLayout.JAVA_SHORT, 0),
                sizes.get(ValueLayout.JAVA_SHORT, 2),
                sizes.get(ValueLayout.JAVA_SHORT, 4)
            };
            return found[0] == NOTIFICATION_SIZE && found[1] == RESPONSE_SIZE && found[2] == DATA_SIZE
                    ? Optional.empty()
                    : Optional.of("this kernel hands calls over in a layout that is not known here: sizes " + found[0]
                            + ", " + found[1] + ", " + found[2]);
        }
    }

    /**
     * Receives the next call, which waits until it is answered; false when it has ended meanwhile, and there is nothing to
     * answer. Its parts are those of the call received last.
     *
     * @throws IOException when this listener receives nothing any more
     */
    public boolean receive() throws IOException {
        // The kernel refuses a buffer that is not empty.
        notification.fill((byte) 0);
        if (library.ioctl(descriptor.number(), RECEIVE, notification) == 0) {
            return true;
        }
        int errno = library.errno();
        if (errno == ENOENT || errno == CLibrary.EINTR) {
            return false;
        }
        throw new KernelException("ioctl SECCOMP_IOCTL_NOTIF_RECV", errno);
    }

    /** The call's number, as its architecture counts. */
    public int number() {
        return notification.get(ValueLayout.JAVA_INT, NUMBER_OFFSET);
    }

    /** The call's architecture, as the audit subsystem numbers them. */
    public int auditArchitecture() {
        return notification.get(ValueLayout.JAVA_INT, ARCHITECTURE_OFFSET);
    }

    /** Writes the call's six arguments into an array. */
    public void arguments(long[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = notification.get(ValueLayout.JAVA_LONG, ARGUMENTS_OFFSET + 8L * i);
        }
    }

    /**
     * Lets the call go on as if there were no filter; false when it does not wait any more, because its caller has ended or a
     * signal interrupted it, after which it comes again.
     */
    public boolean proceed() throws IOException {
        return answer(0, FLAG_CONTINUE);
    }

    /** Lets the call fail with this error number, like {@link #proceed}; 0 lets it seem to succeed. */
    public boolean fail(int errno) throws IOException {
        return answer(-errno, 0);
    }

    private boolean answer(int error, int flags) throws IOException {
        response.set(ValueLayout.JAVA_LONG, 0, notification.get(ValueLayout.JAVA_LONG, 0));
        response.set(ValueLayout.JAVA_LONG, 8, 0);
        response.set(ValueLayout.JAVA_INT, ERROR_OFFSET, error);
        response.set(ValueLayout.JAVA_INT, FLAGS_OFFSET, flags);
        while (library.ioctl(descriptor.number(), SEND, response) != 0) {
            int errno = library.errno();
            if (errno == ENOENT) {
                return false;
            }
            if (errno != CLibrary.EINTR) {
                throw new KernelException("ioctl SECCOMP_IOCTL_NOTIF_SEND", errno);
            }
        }
        return true;
    }

    /** Asks for the shorter way between two threads, which older kernels do not have and nothing depends on. */
    private void wakeInTurn() {
        library.ioctl(descriptor.number(), SET_FLAGS, MemorySegment.ofAddress(SYNC_WAKE_UP));
    }

    /** The descriptor to wait for. */
    public Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
