package dev.portcullis.comparison;

import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The rulings of two filters on one syscall. */
record RulingPair(Ruling earlier, Ruling later) {

    /**
     * The result of comparing them.
     *
     * @param examples a call for each effect
     * @param decided whether there are no other effects
     */
    record Outcome(Map<Effect, Difference.Example> examples, boolean decided) {}

    /** Compares them on calls of 64-bit architectures, of 32-bit ones, or of both. */
    Outcome compare(boolean wide, boolean narrow) {
        Map<Effect, Difference.Example> examples = new EnumMap<>(Effect.class);
        if (!earlier.equals(later)) {
            if (wide) {
                compareOn(corners().calls(), false, examples);
            }
            if (narrow) {
                RulingPair lower = on32Bits();
                lower.compareOn(lower.corners().on32Bits(), wide, examples);
            }
        }
        return new Outcome(examples, true);
    }

    /** The rulings on calls of 32-bit architectures. */
    RulingPair on32Bits() {
        return new RulingPair(earlier.on32Bits(), later.on32Bits());
    }

    /** The conditions of both. */
    List<Condition> conditions() {
        return Stream.of(earlier, later)
                .flatMap(ruling -> ruling.conditions().stream())
                .toList();
    }

    /** The calls that tell them apart. */
    Corners corners() {
        return Corners.of(conditions()).with(earlier).with(later);
    }

    /** Adds an example for each effect that these calls show first. */
    void compareOn(List<long[]> calls, boolean on32BitsAlone, Map<Effect, Difference.Example> examples) {
        for (long[] call : calls) {
            Verdict was = earlier.verdict(call);
            Verdict is = later.verdict(call);
            if (!was.equals(is)) {
                examples.putIfAbsent(
                        Permissiveness.effect(was, is),
                        new Difference.Example(Arrays.stream(call).boxed().toList(), on32BitsAlone, was, is));
            }
        }
    }
}
