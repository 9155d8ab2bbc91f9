package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Syscalls that some architectures have behind one number, {@code socketcall} or {@code ipc}, whose first argument
 * chooses among them. There libseccomp makes two rules of one (abi_rule_add in its src/syscalls.c): one on the call's
 * own number, a pseudo-number where the architecture has none, and one on the common number, in which the condition on the first
 * argument is replaced by one on the choice. Rules that differ in nothing else collide there.
 *
 * @param multiplexer the syscall that has them behind it
 * @param choices the numbers that choose among them
 */
public record MultiplexedCalls(String multiplexer, Map<String, Integer> choices) {

    /** Calls on sockets (SYS_SOCKET and so on in linux/net.h). */
    private static final MultiplexedCalls SOCKETCALL = new MultiplexedCalls(
            "socketcall",
            Map.ofEntries(
                    Map.entry("socket", 1),
                    Map.entry("bind", 2),
                    Map.entry("connect", 3),
                    Map.entry("listen", 4),
                    Map.entry("accept", 5),
                    Map.entry("getsockname", 6),
                    Map.entry("getpeername", 7),
                    Map.entry("socketpair", 8),
                    Map.entry("send", 9),
                    Map.entry("recv", 10),
                    Map.entry("sendto", 11),
                    Map.entry("recvfrom", 12),
                    Map.entry("shutdown", 13),
                    Map.entry("setsockopt", 14),
                    Map.entry("getsockopt", 15),
                    Map.entry("sendmsg", 16),
                    Map.entry("recvmsg", 17),
                    Map.entry("accept4", 18),
                    Map.entry("recvmmsg", 19),
                    Map.entry("sendmmsg", 20)));
    /** System V's semaphores, messages and shared memory (SEMOP and so on in linux/ipc.h). */
    private static final MultiplexedCalls IPC = new MultiplexedCalls(
            "ipc",
            Map.ofEntries(
                    Map.entry("semop", 1),
                    Map.entry("semget", 2),
                    Map.entry("semctl", 3),
                    Map.entry("semtimedop", 4),
                    Map.entry("msgsnd", 11),
                    Map.entry("msgrcv", 12),
                    Map.entry("msgget", 13),
                    Map.entry("msgctl", 14),
                    Map.entry("shmat", 21),
                    Map.entry("shmdt", 22),
                    Map.entry("shmget", 23),
                    Map.entry("shmctl", 24)));

    /** All there are. */
    static final List<MultiplexedCalls> ALL = List.of(SOCKETCALL, IPC);

    private static final Set<Architecture> ARCHITECTURES = EnumSet.of(
            Architecture.X86,
            Architecture.S390,
            Architecture.S390X,
            Architecture.PPC,
            Architecture.PPC64,
            Architecture.PPC64LE,
            Architecture.MIPS,
            Architecture.MIPSLE);

    /** Copies what it is given. */
    public MultiplexedCalls {
        choices = Map.copyOf(choices);
    }

    /** Returns whether an architecture has such numbers. */
    public static boolean areOn(Architecture architecture) {
        return ARCHITECTURES.contains(architecture);
    }

    /** Those with this syscall behind them. */
    public static Optional<MultiplexedCalls> of(String syscall) {
        return ALL.stream().filter(one -> one.choices.containsKey(syscall)).findFirst();
    }

    /** The number that chooses one of the calls. */
    int choice(String syscall) {
        return Objects.requireNonNull(choices.get(syscall), syscall);
    }

    /** Those behind this syscall, if it has any behind it. */
    static Optional<MultiplexedCalls> behind(String multiplexer) {
        return ALL.stream().filter(one -> one.multiplexer.equals(multiplexer)).findFirst();
    }

    /**
     * The conditions under which a rule for a syscall holds on the common number; empty if it says nothing of it.
     *
     * @param syscall one of the calls, or the multiplexer itself
     * @param conditions the rule's
     */
    Optional<Conditions> conditions(String syscall, Conditions conditions) {
        Integer choice = choices.get(syscall);
        if (choice == null) {
            return syscall.equals(multiplexer) ? Optional.of(conditions) : Optional.empty();
        }
        List<Condition> common = new ArrayList<>(List.of(new Condition(0, Operator.EQ, choice, null)));
        conditions.all().stream().filter(condition -> condition.index() != 0).forEach(common::add);
        return Optional.of(new Conditions(common));
    }
}
