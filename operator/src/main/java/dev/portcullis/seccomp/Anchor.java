package dev.portcullis.seccomp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A rule that makes libseccomp load the syscall's number. Up to 2.6 it loads it for the first syscall of its own order
 * alone (_gen_bpf_syscall in its src/gen_bpf.c), where those with the fewest comparisons come first; if an architecture
 * lacks that one ({@code socketcall} on ARM), every comparison with a number fails, and with a default that lets calls
 * through the filter denies nothing. The anchor is a syscall that every architecture has and none implements since Linux
 * 3.1, so that its denial is what the kernel answers anyway.
 */
final class Anchor {

    private static final SyscallTable TABLE = SyscallTable.linux();
    private static final String SYSCALL = "nfsservctl";

    private Anchor() {}

    /** The rule that these need beside them, if they do. */
    static Optional<Rule> of(List<Rule> rules, Verdict byDefault) {
        if (!byDefault.action().letsThrough()) {
            return Optional.empty();
        }
        boolean some = false;
        for (Rule rule : rules) {
            boolean effective = !rule.verdict().equals(byDefault);
            for (String name : effective ? rule.names() : new TreeSet<String>()) {
                boolean everywhere = isEverywhere(name);
                if (name.equals(SYSCALL) || (everywhere && rule.conditions().always())) {
                    return Optional.empty();
                }
                some |= !everywhere;
            }
        }
        Verdict enosys = new Verdict(Action.ERRNO, Errno.number("ENOSYS").orElseThrow());
        return some
                ? Optional.of(new Rule(new TreeSet<>(List.of(SYSCALL)), enosys, Conditions.ALWAYS))
                : Optional.empty();
    }

    private static boolean isEverywhere(String name) {
        return Arrays.stream(Architecture.values())
                .filter(Architecture::isOfNodes)
                .allMatch(architecture -> TABLE.number(architecture, name).isPresent());
    }
}
