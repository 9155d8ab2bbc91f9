package dev.portcullis.seccomp;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Syscalls that some architectures multiplex behind one number, {@code socketcall} or {@code ipc}. There libseccomp
 * replaces the condition on the first argument by one on the call's number (x86_rule_add in its src/arch-x86.c), so
 * that rules that differ in nothing else collide with EEXIST, and no container starts. An unconditional rule for the
 * number itself prevents that: renderings have it first, and libseccomp then adds nothing after it.
 */
final class MultiplexedCalls {

    private static final Set<Architecture> ARCHITECTURES = EnumSet.of(
            Architecture.X86,
            Architecture.S390,
            Architecture.S390X,
            Architecture.PPC,
            Architecture.PPC64,
            Architecture.PPC64LE,
            Architecture.MIPS,
            Architecture.MIPSLE);
    private static final Map<String, Set<String>> CALLS = Map.of(
            "socketcall",
                    Set.of(
                            "socket",
                            "bind",
                            "connect",
                            "listen",
                            "accept",
                            "getsockname",
                            "getpeername",
                            "socketpair",
                            "send",
                            "recv",
                            "sendto",
                            "recvfrom",
                            "shutdown",
                            "setsockopt",
                            "getsockopt",
                            "sendmsg",
                            "recvmsg",
                            "accept4",
                            "recvmmsg",
                            "sendmmsg"),
            "ipc",
                    Set.of(
                            "semop",
                            "semget",
                            "semctl",
                            "semtimedop",
                            "msgsnd",
                            "msgrcv",
                            "msgget",
                            "msgctl",
                            "shmat",
                            "shmdt",
                            "shmget",
                            "shmctl"));

    private MultiplexedCalls() {}

    static void check(ProfileStack.Resolved resolved, Findings findings) {
        Set<Architecture> covered = EnumSet.noneOf(Architecture.class);
        Stream.concat(
                        resolved.filter().architectures().stream(),
                        Stream.ofNullable(resolved.target().architecture()))
                .filter(ARCHITECTURES::contains)
                .forEach(covered::add);
        if (!covered.isEmpty()) {
            CALLS.forEach((number, calls) -> {
                if (!decides(resolved.filter(), number)) {
                    collisions(resolved.filter(), calls, covered, findings);
                }
            });
        }
    }

    /** Returns whether the filter passes libseccomp a rule for it: runtimes drop those that repeat the default. */
    private static boolean decides(Filter filter, String name) {
        return filter.rules().stream()
                .anyMatch(rule -> rule.conditions().always()
                        && rule.names().contains(name)
                        && !rule.verdict().equals(filter.defaultVerdict()));
    }

    private static void collisions(Filter filter, Set<String> calls, Set<Architecture> covered, Findings findings) {
        record Case(String name, Conditions conditions) {}
        Map<Case, Rule> seen = new HashMap<>();
        for (Rule rule : filter.rules()) {
            Conditions others = new Conditions(rule.conditions().all().stream()
                    .filter(condition -> condition.index() != 0)
                    .toList());
            for (String name : rule.names()) {
                Rule other = calls.contains(name) ? seen.putIfAbsent(new Case(name, others), rule) : null;
                if (other != null && !other.verdict().equals(rule.verdict())) {
                    findings.add(
                            Finding.Code.CONFLICTING_RULES,
                            "spec.syscalls",
                            "on " + covered.iterator().next().ociName() + " the rules for " + name + " with "
                                    + other.conditions() + " and with " + rule.conditions()
                                    + " cannot be told apart, and no container starts; leave out that architecture, or one"
                                    + " of the rules");
                }
            }
        }
    }
}
