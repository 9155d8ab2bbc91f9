package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Profiles that are built on each other mean what they mean when one is laid upon the other, each of its rules taking away
 * the earlier ones that it includes: slow, and plain.
 */
class CompositionPropertyTest {

    private static final Verdict DEFAULT = new Verdict(Action.ERRNO, null);

    /** A rule for the one syscall that this is about. */
    record Said(Conditions conditions, Verdict verdict) {}

    @Provide
    Arbitrary<List<List<Said>>> layers() {
        Arbitrary<Condition> condition = Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.longs().between(0, 2))
                .as((index, value) -> new Condition(index, Operator.EQ, value, null));
        Arbitrary<Conditions> conditions =
                condition.list().uniqueElements(Condition::index).ofMaxSize(3).map(Conditions::new);
        Arbitrary<Verdict> verdict = Arbitraries.of(
                DEFAULT,
                new Verdict(Action.ALLOW, null),
                new Verdict(Action.LOG, null),
                new Verdict(Action.TRAP, null));
        return Combinators.combine(conditions, verdict)
                .as(Said::new)
                .list()
                .ofMaxSize(6)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Property(tries = 5000)
    void layersMeanWhatTheyMeanOneUponTheOther(@ForAll("layers") List<List<Said>> layers) {
        List<Composition.Cases> stacked =
                layers.stream().map(CompositionPropertyTest::cases).toList();
        assertThat(new ArrayList<>(Composition.Cases.effective(stacked, DEFAULT).entrySet()))
                .isEqualTo(new ArrayList<>(oneUponTheOther(layers).entrySet()));
    }

    private static Composition.Cases cases(List<Said> rules) {
        Composition.Cases cases = new Composition.Cases();
        rules.forEach(rule -> cases.add(rule.conditions(), rule.verdict(), DEFAULT));
        return cases;
    }

    private static Map<Conditions, Verdict> oneUponTheOther(List<List<Said>> layers) {
        Map<Conditions, Verdict> sometimes = new LinkedHashMap<>();
        @Nullable Verdict always = null;
        for (List<Said> layer : layers) {
            Map<Conditions, Verdict> own = new LinkedHashMap<>();
            for (Said rule : layer) {
                if (DEFAULT.equals(own.getOrDefault(rule.conditions(), DEFAULT))) {
                    own.remove(rule.conditions());
                    own.put(rule.conditions(), rule.verdict());
                }
            }
            @Nullable Verdict settled = own.remove(Conditions.ALWAYS);
            if (settled != null) {
                always = settled;
                sometimes.clear();
            } else if (always != null && !always.equals(DEFAULT)) {
                continue;
            }
            sometimes.keySet().removeIf(earlier -> own.keySet().stream()
                    .anyMatch(later -> earlier.all().containsAll(later.all())));
            sometimes.putAll(own);
        }
        if (always != null && !always.equals(DEFAULT)) {
            return Map.of(Conditions.ALWAYS, always);
        }
        sometimes.values().removeIf(DEFAULT::equals);
        return sometimes;
    }
}
