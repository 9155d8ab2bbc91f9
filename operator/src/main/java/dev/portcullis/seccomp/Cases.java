package dev.portcullis.seccomp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
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
     * What profiles that are built on each other say of the syscall, as far as it differs from the default, in an order that
     * means the same as the one in which it was written. A later profile's rules hold against earlier ones with the same
     * conditions or more of them; a verdict without conditions settles the syscall, unless it is the default's.
     *
     * @param layers at least one, the earliest first
     * @param byDefault the last profile's
     */
    static Map<Conditions, Verdict> effective(List<Cases> layers, Verdict byDefault) {
        int settled = layers.size() - 1;
        while (settled > 0 && layers.get(settled).always == null) {
            settled--;
        }
        Verdict always = layers.get(settled).always;
        if (always != null && !always.equals(byDefault)) {
            return Map.of(Conditions.ALWAYS, always);
        }
        // From the last to the first, to look each rule up once among all that come after it.
        ByConditions<Boolean> later = new ByConditions<>();
        Deque<Map<Conditions, Verdict>> kept = new ArrayDeque<>();
        for (Cases layer : layers.subList(settled, layers.size()).reversed()) {
            Map<Conditions, Verdict> own = new LinkedHashMap<>(layer.sometimes);
            if (!later.isEmpty()) {
                own.keySet().removeIf(conditions -> !later.partsOf(conditions).isEmpty());
            }
            layer.sometimes.keySet().forEach(conditions -> later.computeIfAbsent(conditions, () -> true));
            kept.addFirst(own);
        }
        Map<Conditions, Verdict> effective = new LinkedHashMap<>();
        kept.forEach(effective::putAll);
        effective.values().removeIf(byDefault::equals);
        return effective;
    }
}
