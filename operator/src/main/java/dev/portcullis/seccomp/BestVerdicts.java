package dev.portcullis.seccomp;

import java.util.HashMap;
import java.util.Map;

/** The most permissive verdict of a filter on each syscall, over all arguments. */
final class BestVerdicts {

    private final Verdict byDefault;
    private final Map<String, Verdict> best = new HashMap<>();

    BestVerdicts(Filter filter) {
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

    Verdict byDefault() {
        return byDefault;
    }

    Verdict of(String syscall) {
        return best.getOrDefault(syscall, byDefault);
    }

    boolean letsThrough(String syscall) {
        return of(syscall).action().letsThrough();
    }
}
