package dev.portcullis.seccomp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Folds profiles that build on each other into one filter in normal form: equal meaning gives equal text. A single
 * profile is brought to that form without a change of meaning.
 */
final class Composition {

    private Composition() {}

    /**
     * The filter of these layers, base profiles first. The default is the last one's; each other setting of the whole
     * filter comes from the last profile that has it.
     */
    static Filter of(List<Filter> layers) {
        Verdict byDefault = layers.getLast().defaultVerdict();
        SortedMap<String, List<Cases>> cases = new TreeMap<>();
        for (Filter layer : layers) {
            cases(layer).forEach((name, its) -> cases.computeIfAbsent(name, n -> new ArrayList<>(1))
                    .add(its));
        }
        SortedMap<String, Map<Conditions, Verdict>> effective = new TreeMap<>();
        SortedSet<String> silent = new TreeSet<>();
        cases.forEach((name, its) -> {
            Map<Conditions, Verdict> differing = Cases.effective(its, byDefault);
            if (differing.isEmpty()) {
                silent.add(name);
            } else {
                effective.put(name, differing);
            }
        });
        silent.retainAll(NewestSyscalls.above(effective.keySet(), silent, byDefault));
        silent.forEach(name -> effective.put(name, Map.of(Conditions.ALWAYS, byDefault)));
        Filter head = layers.stream().reduce(Composition::heads).orElseThrow();
        return new Filter(
                byDefault,
                head.architectures(),
                head.flags(),
                head.listenerPath(),
                head.listenerMetadata(),
                NormalForm.of(effective));
    }

    /** One filter's verdicts on each syscall that it names. */
    private static Map<String, Cases> cases(Filter filter) {
        Map<String, Cases> cases = new HashMap<>();
        for (Rule rule : filter.rules()) {
            for (String name : rule.names()) {
                cases.computeIfAbsent(name, n -> new Cases())
                        .add(rule.conditions(), rule.verdict(), filter.defaultVerdict());
            }
        }
        return cases;
    }

    private static Filter heads(Filter earlier, Filter later) {
        return new Filter(
                later.defaultVerdict(),
                later.architectures().isEmpty() ? earlier.architectures() : later.architectures(),
                later.flags().isEmpty() ? earlier.flags() : later.flags(),
                later.listenerPath() == null ? earlier.listenerPath() : later.listenerPath(),
                later.listenerMetadata() == null ? earlier.listenerMetadata() : later.listenerMetadata(),
                List.of());
    }

    /**
     * A filter's treatment of one syscall, as libseccomp 2.5 understands the rules that name it: a verdict without
     * conditions outweighs those with conditions, in any order. Grows while rules are gathered.
     */
    static final class Cases {

        private final Map<Conditions, Verdict> sometimes = new LinkedHashMap<>();
        private @Nullable Verdict always;

        /**
         * Adds one more rule of the same profile: the first wins, but one that repeats the default gives way, because runtimes do not pass it to libseccomp.
         */
        void add(Conditions conditions, Verdict verdict, Verdict byDefault) {
            if (conditions.always()) {
                always = always == null || always.equals(byDefault) ? verdict : always;
            } else if (byDefault.equals(sometimes.getOrDefault(conditions, byDefault))) {
                // Removed first, so that it takes the place of the winning rule.
                sometimes.remove(conditions);
                sometimes.put(conditions, verdict);
            }
        }

        /**
         * The rules about the syscall from profiles that build on each other, as far as they differ from the default,
         * in an order that means the same as the written one. A later profile's rules win over earlier ones with the
         * same conditions or more; a verdict without conditions settles the syscall, unless it is the default's.
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
            // From the last to the first, so that each rule is looked up once among all later ones.
            ByConditions<Boolean> later = new ByConditions<>();
            Deque<Map<Conditions, Verdict>> kept = new ArrayDeque<>();
            for (Cases layer : layers.subList(settled, layers.size()).reversed()) {
                Map<Conditions, Verdict> own = new LinkedHashMap<>(layer.sometimes);
                if (!later.isEmpty()) {
                    own.keySet()
                            .removeIf(conditions -> !later.partsOf(conditions).isEmpty());
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

    /**
     * Names that change a filter merely by being in it. Under a default that denies, runc answers ENOSYS to every
     * syscall whose number is greater than all that the profile names, so that programs fall back to older ones
     * (libcontainer/seccomp/patchbpf/enosys_linux.go).
     */
    private static final class NewestSyscalls {

        private static final SyscallTable TABLE = SyscallTable.linux();

        private NewestSyscalls() {}

        /**
         * The names of {@code others} that are the newest of all on some architecture, and newer there than all of
         * {@code named}.
         */
        static Set<String> above(Set<String> named, Set<String> others, Verdict byDefault) {
            Set<String> newer = new TreeSet<>();
            if (others.isEmpty() || byDefault.action().letsThrough()) {
                return newer;
            }
            Arrays.stream(Architecture.values())
                    .filter(Architecture::hasSyscallTable)
                    .forEach(architecture -> {
                        int newest = newest(architecture, others);
                        if (newest > newest(architecture, named)) {
                            others.stream()
                                    .filter(name ->
                                            TABLE.number(architecture, name).orElse(-1) == newest)
                                    .forEach(newer::add);
                        }
                    });
            return newer;
        }

        private static int newest(Architecture architecture, Collection<String> names) {
            return names.stream()
                    .map(name -> TABLE.number(architecture, name))
                    .filter(OptionalInt::isPresent)
                    .mapToInt(OptionalInt::getAsInt)
                    .max()
                    .orElse(-1);
        }
    }
}
