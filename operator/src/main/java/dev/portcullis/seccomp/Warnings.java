package dev.portcullis.seccomp;

import dev.portcullis.api.SeccompProfileSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Gathers what a runtime lets through although its author can hardly have meant it: of a profile, and of the filters that it
 * becomes together with its bases, which are looked at one after the other.
 */
final class Warnings {

    private final SeccompProfileSpec spec;
    private final ProfileStack stack;
    private final Outweighed outweighed;
    private final FilterWarnings filters = new FilterWarnings();

    Warnings(SeccompProfileSpec spec, ProfileStack stack) {
        this.spec = spec;
        this.stack = stack;
        this.outweighed = new Outweighed(stack.top().rules());
    }

    void look(ProfileStack.Resolved resolved) {
        outweighed.look(resolved);
        filters.look(resolved);
    }

    /** The findings, after at least one filter. */
    List<Finding> all() {
        Findings findings = new Findings();
        // What is about all of it is not to be missing because there is much to say of the rules.
        Findings ofRules = new Findings();
        UnusedMembers.check(spec, ofRules);
        new RuleWarnings(spec, stack, outweighed, ofRules).check();
        filters.tell(stack, findings);
        return Stream.concat(ofRules.all().stream(), findings.all().stream()).toList();
    }

    /** Looks at what a profile together with its bases lets in and keeps out. */
    private static final class FilterWarnings {

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

        private final List<Target> targets = new ArrayList<>();
        private final Findings ofTheFirst = new Findings();
        private final SortedSet<String> dangerous = new TreeSet<>();

        /** Looks at one more filter. */
        void look(ProfileStack.Resolved resolved) {
            Filter filter = resolved.filter();
            if (targets.isEmpty()) {
                StartWarnings.check(filter, ofTheFirst);
            }
            targets.add(resolved.target());
            if (!filter.defaultVerdict().action().letsThrough()) {
                dangerous.addAll(allowed(filter).filter(DANGEROUS::contains).toList());
            }
        }

        /** Tells what was found. */
        void tell(ProfileStack stack, Findings findings) {
            new ConditionWarnings(stack, targets).tell(findings);
            findings.addAll(ofTheFirst);
            if (!dangerous.isEmpty()) {
                findings.add(
                        Finding.Code.DANGEROUS_SYSCALLS,
                        "spec.syscalls",
                        "lets in " + NameList.of(dangerous)
                                + ", with which containers reach the kernel or the node; remove"
                                + " what the workload does not need");
            }
        }

        /** The syscalls that are allowed whatever their arguments. */
        private static Stream<String> allowed(Filter filter) {
            return filter.rules().stream()
                    .filter(rule -> rule.conditions().always()
                            && rule.verdict().action().letsThrough())
                    .flatMap(rule -> rule.names().stream());
        }
    }
}
