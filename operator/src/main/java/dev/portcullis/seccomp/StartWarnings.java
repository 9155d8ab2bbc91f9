package dev.portcullis.seccomp;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks whether container runtimes can start a container at all under a filter that denies by default. */
final class StartWarnings {

    private StartWarnings() {}

    static void check(Filter filter, Findings findings) {
        RuntimeStart.runtimes().forEach(runtime -> check(runtime, filter, findings));
    }

    private static void check(String runtime, Filter filter, Findings findings) {
        Set<String> named = filter.rules().stream()
                .filter(rule -> rule.verdict().action().letsThrough())
                .flatMap(rule -> rule.names().stream())
                .collect(Collectors.toSet());
        List<RuntimeStart.Need> missing = RuntimeStart.needs(runtime).stream()
                .filter(need -> !named.contains(need.syscall()) && need.failsWith(filter.defaultVerdict()))
                // What every container needs comes first.
                .sorted(Comparator.comparing(RuntimeStart.Need::privilegedOnly))
                .toList();
        if (!missing.isEmpty()) {
            boolean ever = missing.stream().allMatch(RuntimeStart.Need::privilegedOnly);
            findings.add(
                    Finding.Code.CANNOT_START,
                    "spec.syscalls",
                    runtime + " cannot start a container under this profile"
                            + (ever ? " unless allowPrivilegeEscalation is false" : "") + ": it calls "
                            + NameList.of(missing.stream()
                                    .map(RuntimeStart.Need::syscall)
                                    .toList())
                            + "; allow that too, for example with the sample profile " + runtime + "-start as a base");
        }
    }
}
