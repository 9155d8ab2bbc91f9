package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps something for each of very many conditions, and finds what is kept for parts of some. Nothing is gone through for
 * that: parts are looked up, for each set of arguments that any of those kept are about, which are 64 at most. No two
 * conditions may be about one argument, as it is in every profile's rules.
 *
 * @param <V> what is kept
 */
final class ByConditions<V> {

    private final Map<Integer, Map<Conditions, V>> byArguments = new HashMap<>();

    V computeIfAbsent(Conditions conditions, Supplier<V> value) {
        return byArguments
                .computeIfAbsent(conditions.arguments(), a -> new HashMap<>())
                .computeIfAbsent(conditions, c -> value.get());
    }

    boolean isEmpty() {
        return byArguments.isEmpty();
    }

    /** The entries for all of these conditions, for some of them, and for none. */
    List<V> partsOf(Conditions conditions) {
        int arguments = conditions.arguments();
        List<V> found = new ArrayList<>();
        byArguments.forEach((kept, values) -> {
            if ((kept & ~arguments) == 0) {
                V value = values.get(conditions.about(kept));
                if (value != null) {
                    found.add(value);
                }
            }
        });
        return found;
    }
}
