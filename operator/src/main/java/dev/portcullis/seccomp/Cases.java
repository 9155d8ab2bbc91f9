package dev.portcullis.seccomp;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a filter does with one syscall, as libseccomp 2.5 understands the rules that name it: a verdict without
 * conditions outweighs those with conditions, whatever their order. Grows while rules are gathered.
 */
final class Cases {

    private final Map<Conditions, Verdict> sometimes = new LinkedHashMap<>();
    private @Nullable Verdict always;

    /**
     * Takes one more rule of the same profile: the first rule holds, but one that says what the default says anyway
     * gives way, because runtimes do not hand it to libseccomp.
     */
    void add(Conditions conditions, Verdict verdict, Verdict byDefault) {
        if (conditions.always()) {
            always = always == null || always.equals(byDefault) ? verdict : always;
        } else if (byDefault.equals(sometimes.getOrDefault(conditions, byDefault))) {
            // Taken out first, so that it stands where the rule stands that holds.
            sometimes.remove(conditions);
            sometimes.put(conditions, verdict);
        }
    }

    /**
     * Takes what a later profile says of the same syscall: its rules hold against earlier ones with the same conditions
     * or more of them.
     */
    void override(Cases later, Verdict byDefault) {
        if (later.always != null) {
            always = later.always;
            sometimes.clear();
        } else if (always != null && !always.equals(byDefault)) {
            return;
        } else {
            always = null;
            sometimes.keySet().removeIf(earlier -> later.sometimes.keySet().stream()
                    .anyMatch(earlier::include));
        }
        sometimes.putAll(later.sometimes);
    }

    /** What differs from the default, in an order that means the same as the one in which it was written. */
    Map<Conditions, Verdict> effective(Verdict byDefault) {
        if (always != null && !always.equals(byDefault)) {
            return Map.of(Conditions.ALWAYS, always);
        }
        Map<Conditions, Verdict> kept = new LinkedHashMap<>(sometimes);
        kept.values().removeIf(byDefault::equals);
        return kept;
    }
}
