package dev.portcullis.comparison;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.capability.Capability;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Limit;
import dev.portcullis.seccomp.ProfileStack;
import dev.portcullis.seccomp.Reading;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Target;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The most that profiles may allow: what {@code diff} calls more is beyond it. What cannot be compared with bounded work
 * counts as beyond too.
 *
 * @param name the profile's name
 * @param stack the profile on its bases
 */
public record Ceiling(String name, ProfileStack stack) implements Limit {

    /**
     * Reads a ceiling. One that is missing or cannot be rendered lets nothing through: whoever set it relies on it.
     *
     * @param name the profile's name
     * @param specs the source of this profile and of its bases
     * @param capabilities the bounding set of the containers that it is for
     */
    public static Limit read(String name, Bases specs, Renderer renderer, Set<Capability> capabilities) {
        Optional<SeccompProfileSpec> spec = specs.spec(name);
        if (spec.isEmpty()) {
            return refusing(
                    Finding.Code.CEILING_MISSING,
                    "there is no SeccompProfile " + name
                            + ", the ceiling of this cluster; create it, or correct the operator's --ceiling-profile");
        }
        return switch (renderer.read(name, spec.get(), specs, capabilities)) {
            case Reading.Read read -> new Ceiling(name, read.stack());
            case Reading.Refused refused ->
                refusing(
                        Finding.Code.CEILING_REFUSED,
                        "the ceiling of this cluster, SeccompProfile " + name + ", cannot be rendered itself: "
                                + refused.findings().getFirst());
        };
    }

    private static Limit refusing(Finding.Code code, String message) {
        List<Finding> findings = List.of(new Finding(code, "spec", message));
        return (stack, target) -> findings;
    }

    @Override
    public List<Finding> findings(ProfileStack judged, Target target) {
        Excess excess = excess(judged, target);
        return excess.isEmpty()
                ? List.of()
                : List.of(new Finding(
                        Finding.Code.ABOVE_CEILING,
                        "spec",
                        "allows more than the ceiling " + name + "; compared with it:\n  "
                                + String.join("\n  ", excess.lines())));
    }

    /** What a profile allows beyond this one, in the same container. */
    Excess excess(ProfileStack judged, Target target) {
        Effort effort = new Effort();
        SortedSet<String> undecided = new TreeSet<>();
        Comparison comparison = Comparison.of(stack, judged, target, (ceiling, filter, node) -> {
            Diff diff = compare(ceiling, filter, node, effort);
            undecided.addAll(diff.undecided());
            return diff.differences();
        });
        return new Excess(comparison.changes(), comparison.named(), undecided);
    }

    /** The differences by which a filter allows more than a ceiling. */
    static Diff compare(Filter ceiling, Filter judged, @Nullable Architecture node, Effort effort) {
        Diff diff = Diff.of(ceiling, judged, node, (pair, wide, narrow) -> wider(pair, wide, narrow, effort));
        diff.differences().removeIf(difference -> difference.effect() != Effect.WIDER);
        return diff;
    }

    private static RulingPair.Outcome wider(RulingPair pair, boolean wide, boolean narrow, Effort effort) {
        Map<Effect, Difference.Example> examples = new EnumMap<>(Effect.class);
        boolean decided = (!wide || decides(pair, Corners::calls, false, effort, examples))
                && (!narrow || decides(pair.on32Bits(), Corners::on32Bits, wide, effort, examples));
        return new RulingPair.Outcome(examples, decided || examples.containsKey(Effect.WIDER));
    }

    /** Adds the effects that calls show; returns whether there can be no others. */
    private static boolean decides(
            RulingPair pair,
            Function<Corners, List<long[]>> calls,
            boolean on32BitsAlone,
            Effort effort,
            Map<Effect, Difference.Example> examples) {
        if (Within.isCertain(pair, effort)) {
            return true;
        }
        if (!effort.spend(Effort.ofCalls(pair))) {
            return false;
        }
        Corners corners = pair.corners();
        pair.compareOn(calls.apply(corners), on32BitsAlone, examples);
        return corners.complete();
    }
}
