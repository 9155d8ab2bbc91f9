package dev.portcullis.seccomp;

import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;

/** Checks whether container runtimes can start any container under a filter. */
final class StartWarnings {

    private final RuntimeChoice runtimes;
    private final BestVerdicts verdicts;

    private StartWarnings(RuntimeChoice runtimes, BestVerdicts verdicts) {
        this.runtimes = runtimes;
        this.verdicts = verdicts;
    }

    static void check(RuntimeChoice runtimes, BestVerdicts verdicts, Findings findings) {
        StartWarnings warnings = new StartWarnings(runtimes, verdicts);
        runtimes.runtimes().forEach(runtime -> warnings.check(runtime, findings));
    }

    private void check(String runtime, Findings findings) {
        List<RuntimeStart.Version> failing = new ArrayList<>();
        List<RuntimeStart.Need> missing = new ArrayList<>();
        for (RuntimeStart.Version version : runtimes.versionsOf(runtime)) {
            List<RuntimeStart.Need> its =
                    version.needs().stream().filter(this::isMissing).toList();
            if (!its.isEmpty()) {
                failing.add(version);
                missing.addAll(its);
            }
        }
        if (!failing.isEmpty()) {
            findings.add(
                    Finding.Code.CANNOT_START,
                    "spec.syscalls",
                    runtimes.named(runtime, failing) + reason(missing) + correction(missing)
                            + ", for example with the sample profile " + runtime + "-start as a base");
        }
    }

    private static String reason(List<RuntimeStart.Need> missing) {
        boolean execOnly = missing.stream().allMatch(RuntimeStart.Need::execOnly);
        boolean privilegedOnly = missing.stream().allMatch(RuntimeStart.Need::privilegedOnly);
        return (execOnly
                        ? " cannot run a command in a container (kubectl exec, exec probes) under this profile"
                        : " cannot start a container under this profile")
                + (privilegedOnly ? " unless allowPrivilegeEscalation is false" : "") + ": it calls "
                + NameList.of(names(missing));
    }

    private static String correction(List<RuntimeStart.Need> missing) {
        List<RuntimeStart.Need> refused =
                missing.stream().filter(RuntimeStart.Need::refused).toList();
        if (refused.isEmpty()) {
            return "; allow that too";
        }
        String enosys = "answer ENOSYS to " + NameList.of(names(refused));
        return "; " + (refused.size() == missing.size() ? enosys : "allow that too, but " + enosys);
    }

    /** The syscalls, each once; those that every container needs come first. */
    private static SequencedCollection<String> names(List<RuntimeStart.Need> missing) {
        Map<String, RuntimeStart.Need> first = new LinkedHashMap<>();
        missing.stream()
                .sorted(Comparator.comparing(RuntimeStart.Need::execOnly)
                        .thenComparing(RuntimeStart.Need::privilegedOnly)
                        .thenComparing(RuntimeStart.Need::syscall))
                .forEach(need -> first.putIfAbsent(need.syscall(), need));
        return List.copyOf(first.keySet());
    }

    private boolean isMissing(RuntimeStart.Need need) {
        Verdict verdict = verdicts.of(need.syscall());
        if (verdict.action().letsThrough() || !need.failsWith(verdict)) {
            return false;
        }
        return need.instead().isEmpty()
                || verdict.action() != Action.ERRNO
                || !need.instead().stream().allMatch(verdicts::letsThrough);
    }
}
