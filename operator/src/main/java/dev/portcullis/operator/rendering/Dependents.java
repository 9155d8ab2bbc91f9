package dev.portcullis.operator.rendering;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The profiles that build on each profile. */
public final class Dependents {

    private final Map<String, List<String>> bases = new HashMap<>();
    private final Map<String, Set<String>> dependents = new HashMap<>();

    /** Sets the bases of a profile. */
    public synchronized void set(String profile, List<String> itsBases) {
        bases.getOrDefault(profile, List.of()).forEach(base -> {
            Set<String> others = dependents.get(base);
            if (others != null && others.remove(profile) && others.isEmpty()) {
                dependents.remove(base);
            }
        });
        if (itsBases.isEmpty()) {
            bases.remove(profile);
        } else {
            bases.put(profile, List.copyOf(itsBases));
        }
        itsBases.forEach(
                base -> dependents.computeIfAbsent(base, b -> new HashSet<>()).add(profile));
    }

    /** All profiles that build on this one, directly or not. */
    public synchronized Set<String> of(String profile) {
        Set<String> found = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of(profile));
        while (!open.isEmpty()) {
            dependents.getOrDefault(open.remove(), Set.of()).stream()
                    .filter(found::add)
                    .forEach(open::add);
        }
        found.remove(profile);
        return found;
    }
}
