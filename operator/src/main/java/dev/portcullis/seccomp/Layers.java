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
 * Reads a profile and everything that it builds on in one order: bases before what builds on them, in the order in
 * which they are named, each once. Reads one base at a time, keeps no specs, and stops as soon as there is more than
 * can be rendered.
 */
final class Layers {

    /** The largest number of levels of bases. */
    static final int MAX_DEPTH = 16;

    private final Bases bases;
    private final Findings findings;
    private final List<Layer> ordered = new ArrayList<>();
    private final Map<String, Integer> heights = new HashMap<>();
    private final Deque<String> chain = new ArrayDeque<>();
    private boolean tooDeep;
    private SpecSize size = SpecSize.NONE;

    private Layers(Bases bases, Findings findings) {
        this.bases = bases;
        this.findings = findings;
    }

    /**
     * The layers, the profile itself last. A missing base, a cycle and an excess become findings; an excess leaves no
     * layers.
     */
    static List<Layer> of(String name, SeccompProfileSpec spec, Bases bases, Findings findings) {
        Layers layers = new Layers(bases, findings);
        layers.add(name, spec, "");
        return layers.size.isTooLarge() ? List.of() : layers.ordered;
    }

    /** Returns the number of levels of bases below this profile. */
    private int add(String name, SeccompProfileSpec spec, String location) {
        size = size.plus(SpecSize.of(spec));
        if (size.isTooLarge()) {
            tooLarge(name, location);
            return 0;
        }
        Findings own = new Findings();
        Layer layer = new Layer(name, ProfileReader.read(spec, own), own, location);
        return add(layer, ProfileReader.orEmpty(spec.baseProfiles()));
    }

    private int add(Layer layer, List<String> names) {
        String location = layer.location();
        chain.addLast(layer.name());
        int height = 0;
        for (int i = 0; i < names.size() && !size.isTooLarge(); i++) {
            String at = location.isEmpty() ? "spec.baseProfiles[" + i + "]" : location;
            height = Math.max(height, 1 + below(names.get(i), at));
        }
        chain.removeLast();
        ordered.add(layer);
        return height;
    }

    private void tooLarge(String name, String location) {
        boolean itself = location.isEmpty();
        String found = size.cases() > SpecSize.LIMIT.cases()
                ? size.cases() + " cases, and " + SpecSize.LIMIT.cases()
                        + " can be rendered; a rule has one for each of its syscalls, times its conditions on arguments"
                : size.bytes() + " bytes, and " + SpecSize.LIMIT.bytes() + " can be rendered";
        findings.add(
                Finding.Code.PROFILE_TOO_LARGE,
                itself ? "spec" : location,
                itself
                        ? "the profile has " + found + ": split it, or write fewer rules"
                        : "together, the profiles up to " + through(name) + " have " + found
                                + ": build on fewer profiles, or on smaller ones");
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
            // Checked before descending: a chain that is too long may never end.
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
     * @param profile its content
     * @param findings the parts of it that cannot be read
     * @param location where the uppermost profile refers to it, directly or not; empty for itself
     */
    record Layer(String name, Profile profile, Findings findings, String location) {

        boolean isBase() {
            return !location.isEmpty();
        }
    }
}
