package dev.portcullis.seccomp;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Looks whether container runtimes can start a container at all under a filter. */
final class StartWarnings {

    /** What runtimes call instead when the kernel refuses (golang.org/x/sys/unix, Faccessat). */
    private static final Map<String, String> FALLBACKS = Map.of("faccessat2", "faccessat");

    private final Filter filter;

    private StartWarnings(Filter filter) {
        this.filter = filter;
    }

    static void check(Filter filter, Findings findings) {
        StartWarnings warnings = new StartWarnings(filter);
        RuntimeStart.runtimes().forEach(runtime -> warnings.check(runtime, findings));
    }

    private void check(String runtime, Findings findings) {
        List<RuntimeStart.Need> missing = RuntimeStart.needs(runtime).stream()
                .filter(this::isMissing)
                // What every container needs comes first.
                .sorted(Comparator.comparing(RuntimeStart.Need::privilegedOnly))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        boolean sometimes = missing.stream().allMatch(RuntimeStart.Need::privilegedOnly);
        findings.add(
                Finding.Code.CANNOT_START,
                "spec.syscalls",
                runtime + " cannot start a container under this profile"
                        + (sometimes ? " unless allowPrivilegeEscalation is false" : "") + ": it calls "
                        + NameList.of(
                                missing.stream().map(RuntimeStart.Need::syscall).toList())
                        + "; allow that too, for example with the sample profile " + runtime + "-start as a base");
    }

    private boolean isMissing(RuntimeStart.Need need) {
        Verdict verdict = mostPermissive(need.syscall());
        if (verdict.action().letsThrough() || !need.failsWith(verdict)) {
            return false;
        }
        String fallback = FALLBACKS.get(need.syscall());
        return fallback == null
                || verdict.action() != Action.ERRNO
                || !mostPermissive(fallback).action().letsThrough();
    }

    /** What the syscall gets at best, with arguments that nobody knows here. */
    private Verdict mostPermissive(String syscall) {
        List<Rule> rules = filter.rules().stream()
                .filter(rule -> rule.names().contains(syscall))
                .toList();
        return rules.stream()
                .map(Rule::verdict)
                .filter(verdict -> verdict.action().letsThrough())
                .findFirst()
                .or(() -> rules.stream()
                        .filter(rule -> rule.conditions().always())
                        .map(Rule::verdict)
                        .findFirst())
                .orElse(filter.defaultVerdict());
    }
}
