package dev.portcullis.seccomp;

import dev.portcullis.api.SeccompProfileSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts a profile and everything that it is built on into one order: bases before what is built on them, in the order in
 * which they are named, each once.
 */
final class Layers {

    /** How many profiles may stand below each other, the uppermost not counted. */
    static final int MAX_DEPTH = 16;

    private final Bases bases;
    private final Findings findings;
    private final List<Layer> ordered = new ArrayList<>();
    private final Map<String, Integer> heights = new HashMap<>();
    private final Deque<String> chain = new ArrayDeque<>();
    private boolean tooDeep;

    private Layers(Bases bases, Findings findings) {
        this.bases = bases;
        this.findings = findings;
    }

    /** The layers, the profile itself last. What cannot be found or never ends becomes a finding. */
    static List<Layer> of(String name, SeccompProfileSpec spec, Bases bases, Findings findings) {
        Layers layers = new Layers(bases, findings);
        layers.add(name, spec, "");
        return layers.ordered;
    }

    /** Returns how many profiles stand below each other under this one. */
    private int add(String name, SeccompProfileSpec spec, String location) {
        chain.addLast(name);
        int height = 0;
        List<String> names = ProfileReader.orEmpty(spec.baseProfiles());
        for (int i = 0; i < names.size(); i++) {
            String at = location.isEmpty() ? "spec.baseProfiles[" + i + "]" : location;
            height = Math.max(height, 1 + below(names.get(i), at));
        }
        chain.removeLast();
        ordered.add(new Layer(name, spec, location));
        return height;
    }

    private int below(String base, String location) {
        if (chain.contains(base)) {
            findings.add(
                    Finding.Code.BASE_CYCLE,
                    location,
                    "base profiles form a circle: " + through(base) + "; remove one of these references");
            return 0;
        }
        int height;
        if (heights.containsKey(base)) {
            height = heights.get(base);
        } else {
            Optional<SeccompProfileSpec> spec = bases.spec(base);
            if (spec.isEmpty()) {
                findings.add(
                        Finding.Code.BASE_MISSING,
                        location,
                        "there is no SeccompProfile " + base + " (" + through(base)
                                + "); create it, or correct the name");
                return 0;
            }
            // Before going down: a chain that is too long may have no end.
            height = chain.size() > MAX_DEPTH ? 0 : add(base, spec.get(), location);
            heights.put(base, height);
        }
        if (chain.size() + height > MAX_DEPTH && !tooDeep) {
            tooDeep = true;
            findings.add(
                    Finding.Code.BASE_TOO_DEEP,
                    location,
                    "more than " + MAX_DEPTH + " base profiles below each other: " + through(base)
                            + (height > 0 ? " -> ..." : "") + "; put some of them together");
        }
        return height;
    }

    private String through(String base) {
        return String.join(
                " -> ", Stream.concat(chain.stream(), Stream.of(base)).toList());
    }

    /**
     * One of the profiles.
     *
     * @param name its name
     * @param spec its spec
     * @param location where the uppermost profile refers to it, directly or not; empty for itself
     */
    record Layer(String name, SeccompProfileSpec spec, String location) {

        boolean isBase() {
            return !location.isEmpty();
        }
    }
}
