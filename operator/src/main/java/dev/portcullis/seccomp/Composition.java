package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Folds profiles that are built on each other into one filter, in the one form in which equal meaning is equal text. One
 * profile alone is brought to that form without changing its meaning.
 */
final class Composition {

    private Composition() {}

    /**
     * The filter of these, base profiles first. The default is the last one's; of what else a profile says for the whole
     * filter, the last that says anything holds.
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

    /** What one filter says of each syscall that it names. */
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
}
