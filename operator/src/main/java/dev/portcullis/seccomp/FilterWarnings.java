package dev.portcullis.seccomp;

import dev.portcullis.capability.Capability;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks at what a profile together with its bases lets in and keeps out. */
final class FilterWarnings {

    /**
     * Syscalls that reach out of a container, or that the kernel's own attack surface is wide behind: what Docker's
     * default profile grants with a capability only (moby/profiles, seccomp/default.json), and ptrace.
     */
    private static final Set<String> DANGEROUS = Set.of(
            "acct",
            "add_key",
            "bpf",
            "clock_settime",
            "create_module",
            "delete_module",
            "finit_module",
            "fsmount",
            "fsopen",
            "fspick",
            "init_module",
            "ioperm",
            "iopl",
            "kexec_file_load",
            "kexec_load",
            "keyctl",
            "mount",
            "mount_setattr",
            "move_mount",
            "nfsservctl",
            "open_by_handle_at",
            "open_tree",
            "perf_event_open",
            "pivot_root",
            "process_vm_readv",
            "process_vm_writev",
            "ptrace",
            "quotactl",
            "reboot",
            "request_key",
            "setdomainname",
            "sethostname",
            "setns",
            "settimeofday",
            "stime",
            "swapoff",
            "swapon",
            "syslog",
            "umount",
            "umount2",
            "unshare",
            "userfaultfd",
            "vhangup");

    private FilterWarnings() {}

    static void check(ProfileStack stack, List<Resolved> resolved, Findings findings) {
        capabilityConditions(stack, resolved, findings);
        StartWarnings.check(resolved.getFirst().filter(), findings);
        if (resolved.getFirst().filter().defaultVerdict().action().letsThrough()) {
            return;
        }
        SortedSet<String> dangerous = new TreeSet<>();
        resolved.forEach(one -> dangerous.addAll(allowed(one.filter())));
        dangerous.retainAll(DANGEROUS);
        if (!dangerous.isEmpty()) {
            findings.add(
                    Finding.Code.DANGEROUS_SYSCALLS,
                    "spec.syscalls",
                    "lets in " + NameList.of(dangerous) + ", with which containers reach the kernel or the node; remove"
                            + " what the workload does not need");
        }
    }

    /** What is let through whatever its arguments are. */
    static SortedSet<String> allowed(Filter filter) {
        return filter.rules().stream()
                .filter(rule ->
                        rule.conditions().always() && rule.verdict().action().letsThrough())
                .flatMap(rule -> rule.names().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void capabilityConditions(ProfileStack stack, List<Resolved> resolved, Findings findings) {
        Set<Capability> held = resolved.getFirst().target().capabilities();
        SortedMap<String, SortedSet<String>> leftOut = new TreeMap<>();
        for (Profile profile : stack.profiles()) {
            for (ConditionalRule rule : profile.rules()) {
                if (resolved.stream().anyMatch(one -> rule.in(one.target()) == Presence.MISSING_CAPABILITY)) {
                    Set<Capability> missing = EnumSet.noneOf(Capability.class);
                    missing.addAll(rule.includes().capabilities());
                    missing.removeAll(held);
                    String wanted = named(missing);
                    rule.rules().forEach(one -> leftOut.computeIfAbsent(wanted, w -> new TreeSet<>())
                            .addAll(one.names()));
                }
            }
        }
        leftOut.remove("");
        if (!leftOut.isEmpty()) {
            findings.add(
                    Finding.Code.CAPABILITY_CONDITIONS,
                    "spec.syscalls",
                    "rendered for a container "
                            + (held.isEmpty() ? "without capabilities" : "with " + named(held))
                            + ", so the rules for "
                            + leftOut.entrySet().stream()
                                    .map(entry -> entry.getKey() + " (" + counted(entry.getValue()) + ")")
                                    .collect(Collectors.joining(", "))
                            + " are left out");
        }
    }

    private static String named(Set<Capability> capabilities) {
        return capabilities.stream().sorted().map(Capability::fullName).collect(Collectors.joining("+"));
    }

    private static String counted(SortedSet<String> names) {
        return names.size() <= 2 ? String.join(", ", names) : names.first() + " and " + (names.size() - 1) + " more";
    }
}
