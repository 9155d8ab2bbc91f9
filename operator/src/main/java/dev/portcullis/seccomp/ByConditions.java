package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps values for very many conditions, and finds those kept for parts of given conditions. It scans nothing: it looks
 * parts up, for each set of arguments that any kept conditions are about, 64 at most. No two conditions may be about
 * one argument, as in every profile's rules.
 *
 * @param <V> the value
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

    /** The values kept for these conditions, for parts of them, and for none. */
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
