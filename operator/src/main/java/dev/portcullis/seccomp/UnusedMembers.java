package dev.portcullis.seccomp;

import static dev.portcullis.seccomp.ProfileReader.orEmpty;

import dev.portcullis.api.ArchitectureMapping;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds members of a spec that runtimes ignore because of others, so that the document lacks them. */
final class UnusedMembers {

    private final Findings findings;

    private UnusedMembers(Findings findings) {
        this.findings = findings;
    }

    static void check(SeccompProfileSpec spec, Findings findings) {
        UnusedMembers members = new UnusedMembers(findings);
        members.errno(spec.defaultAction(), spec.defaultErrno(), spec.defaultErrnoRet(), "spec.default", "E");
        members.archMap(orEmpty(spec.archMap()));
        List<SyscallRule> rules = orEmpty(spec.syscalls());
        for (int i = 0; i < rules.size(); i++) {
            SyscallRule rule = rules.get(i);
            members.errno(rule.action(), rule.errno(), rule.errnoRet(), "spec.syscalls[" + i + "].", "e");
        }
    }

    /** Ignores 0: tools write it where there is no number. */
    private void errno(
            String action, @Nullable String name, @Nullable Integer number, String location, String firstLetter) {
        boolean named = name != null && !name.isEmpty();
        if ((named || (number != null && number != 0))
                && Action.named(action).filter(one -> !one.returnsErrno()).isPresent()) {
            findings.add(
                    Finding.Code.ERRNO_NOT_USED,
                    location + firstLetter + (named ? "rrno" : "rrnoRet"),
                    action + " returns no errno, so the document has none; remove it, or use SCMP_ACT_ERRNO");
        }
    }

    /** Docker and containers/common use the first entry for a node's architecture. */
    private void archMap(List<ArchitectureMapping> mappings) {
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < mappings.size(); i++) {
            Integer earlier = first.putIfAbsent(mappings.get(i).architecture(), i);
            if (earlier != null && !isSame(mappings.get(earlier), mappings.get(i))) {
                findings.add(
                        Finding.Code.NEVER_APPLIES,
                        "spec.archMap[" + i + "]",
                        "spec.archMap[" + earlier + "] is for "
                                + mappings.get(i).architecture()
                                + " too, and the first entry counts; put them together");
            }
        }
    }

    private static boolean isSame(ArchitectureMapping one, ArchitectureMapping other) {
        return new HashSet<>(orEmpty(one.subArchitectures())).equals(new HashSet<>(orEmpty(other.subArchitectures())));
    }
}
