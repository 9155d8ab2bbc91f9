package dev.portcullis.seccomp;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Gathers what was accepted but is probably a mistake: in a profile, and in the filters that it and its bases become,
 * which are looked at one after the other.
 */
final class Warnings {

    private final SeccompProfileSpec spec;
    private final ProfileStack stack;
    private final Outweighed outweighed;
    private final FilterWarnings filters;

    /** @param runtimes those under which the profile is to work */
    Warnings(SeccompProfileSpec spec, ProfileStack stack, RuntimeChoice runtimes) {
        this.spec = spec;
        this.stack = stack;
        this.filters = new FilterWarnings(runtimes);
        this.outweighed = new Outweighed(stack.top().rules());
    }

    /**
     * Looks at another filter.
     *
     * @param resolved as the profiles make it
     * @param restricted the same as nodes get it
     */
    void look(ProfileStack.Resolved resolved, Filter restricted) {
        outweighed.look(resolved);
        filters.look(new ProfileStack.Resolved(resolved.target(), restricted));
    }

    /** The findings, after at least one filter. */
    List<Finding> all() {
        Findings findings = new Findings();
        // Findings about the whole profile must not be lost because there are many about rules.
        Findings ofRules = new Findings();
        UnusedMembers.check(spec, ofRules);
        new RuleWarnings(spec, stack, outweighed, ofRules).check();
        filters.tell(stack, findings);
        return Stream.concat(ofRules.all().stream(), findings.all().stream()).toList();
    }

    /** Finds what a profile with its bases allows but should not, or denies but needs. */
    private static final class FilterWarnings {

        /**
         * Syscalls that reach out of a container or open a large attack surface of the kernel: those that Docker's
         * default profile grants only with a capability (moby/profiles, seccomp/default.json), and ptrace.
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

        private final RuntimeChoice runtimes;
        private final List<Target> targets = new ArrayList<>();
        private final Findings ofTheFirst = new Findings();
        private final SortedSet<String> dangerous = new TreeSet<>();

        FilterWarnings(RuntimeChoice runtimes) {
            this.runtimes = runtimes;
        }

        /** Looks at another filter. */
        void look(ProfileStack.Resolved resolved) {
            Filter filter = resolved.filter();
            if (targets.isEmpty()) {
                BestVerdicts verdicts = new BestVerdicts(filter);
                StartWarnings.check(runtimes, verdicts, ofTheFirst);
                FallbackWarnings.check(verdicts, ofTheFirst);
            }
            targets.add(resolved.target());
            if (!filter.defaultVerdict().action().letsThrough()) {
                dangerous.addAll(allowed(filter).filter(DANGEROUS::contains).toList());
            }
        }

        /** Reports what was found. */
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

        /** The syscalls that are allowed with any arguments. */
        private static Stream<String> allowed(Filter filter) {
            return filter.rules().stream()
                    .filter(rule -> rule.conditions().always()
                            && rule.verdict().action().letsThrough())
                    .flatMap(rule -> rule.names().stream());
        }
    }
}
