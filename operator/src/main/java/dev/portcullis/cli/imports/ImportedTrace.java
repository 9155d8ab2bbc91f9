package dev.portcullis.cli.imports;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Errno;
import dev.portcullis.seccomp.RuntimeChoice;
import dev.portcullis.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * A trace on its way to a profile. It tells of a program's own calls on one machine; containers start with those of their
 * runtime, on nodes whose libc and kernel may be newer.
 *
 * @param trace the program's calls
 * @param runtimes those that are to start containers
 */
record ImportedTrace(Trace trace, RuntimeChoice runtimes) {

    /** The profile that allows these calls and the runtimes' own. */
    SeccompProfileSpec profile(Action defaultAction) {
        SeccompProfileSpec traced = trace.profile(defaultAction);
        List<SyscallRule> rules = new ArrayList<>(traced.syscalls());
        if (!defaultAction.letsThrough()) {
            rules.addAll(trace.seen().forRuntimes(runtimes));
        }
        return new SeccompProfileSpec(
                null,
                traced.defaultAction(),
                // For what is newer than the trace: a libc falls back on an older call, as on an older kernel.
                defaultAction == Action.ERRNO ? Errno.ENOSYS : null,
                null,
                traced.architectures(),
                null,
                null,
                null,
                null,
                rules);
    }
}
