package dev.portcullis.seccomp;

import dev.portcullis.wording.NameList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks whether container runtimes can start any container under a filter. */
final class StartWarnings {

    /** The fallbacks of runtimes when the kernel refuses a call (golang.org/x/sys/unix, Faccessat). */
    private static final Map<String, String> FALLBACKS = Map.of("faccessat2", "faccessat");

    private final Verdict byDefault;

    /** The most permissive verdict on each syscall, over all arguments. */
    private final Map<String, Verdict> best = new HashMap<>();

    private StartWarnings(Filter filter) {
        this.byDefault = filter.defaultVerdict();
        for (Rule rule : filter.rules()) {
            Verdict verdict = rule.verdict();
            for (String name : rule.names()) {
                if (verdict.action().letsThrough()) {
                    best.merge(name, verdict, (old, later) -> old.action().letsThrough() ? old : later);
                } else if (rule.conditions().always()) {
                    best.putIfAbsent(name, verdict);
                }
            }
        }
    }

    static void check(Filter filter, Findings findings) {
        StartWarnings warnings = new StartWarnings(filter);
        RuntimeStart.runtimes().forEach(runtime -> warnings.check(runtime, findings));
    }

    private void check(String runtime, Findings findings) {
        List<RuntimeStart.Need> missing = RuntimeStart.needs(runtime).stream()
                .filter(this::isMissing)
                // The needs of every container come first.
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

    private Verdict mostPermissive(String syscall) {
        return best.getOrDefault(syscall, byDefault);
    }
}
