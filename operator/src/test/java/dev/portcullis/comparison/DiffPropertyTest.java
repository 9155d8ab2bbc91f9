package dev.portcullis.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Rule;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of the differences between any two filters. */
class DiffPropertyTest {

    private static final Verdict ALLOW = new Verdict(Action.ALLOW, null);

    @Provide
    Arbitrary<Filter> filters() {
        return Filters.any();
    }

    @Provide
    Arbitrary<Conditions> conditions() {
        return Filters.conditions();
    }

    @Property
    void nothingDiffersFromItself(@ForAll("filters") Filter filter) {
        assertThat(Diff.of(filter, filter, null)).isEmpty();
    }

    @Property
    void thereAreExactlyTheEffectsThatCallsShow(@ForAll("filters") Filter before, @ForAll("filters") Filter after) {
        Filter alike =
                new Filter(after.defaultVerdict(), before.architectures(), before.flags(), null, null, after.rules());
        compareWithCalls(before, alike);
    }

    @Property
    void theWayBackIsTheOpposite(@ForAll("filters") Filter before, @ForAll("filters") Filter after) {
        Set<Effect> opposite = effects(Diff.of(before, after, null)).stream()
                .map(effect -> switch (effect) {
                    case WIDER -> Effect.NARROWER;
                    case NARROWER -> Effect.WIDER;
                    case OTHER -> Effect.OTHER;
                })
                .collect(Collectors.toSet());
        assertThat(effects(Diff.of(after, before, null))).isEqualTo(opposite);
    }

    @Property
    void anArchitectureMoreIsWider(@ForAll("filters") Filter filter) {
        Set<Architecture> more = new TreeSet<>(filter.architectures());
        more.add(Architecture.MIPSLE);
        Filter wider =
                new Filter(filter.defaultVerdict(), more, filter.flags(), null, null, filter.rules()).normalised();
        assertThat(effects(Diff.of(filter, wider, null))).containsExactly(Effect.WIDER);
        assertThat(Diff.of(filter, wider, Architecture.ARM64)).isEmpty();
    }

    @Property
    void anAllowedSyscallMoreIsWider(@ForAll("filters") Filter filter) {
        for (String syscall : Filters.SYSCALLS) {
            List<Rule> rules = new ArrayList<>(filter.rules());
            rules.addFirst(new Rule(new TreeSet<>(Set.of(syscall)), ALLOW, Conditions.ALWAYS));
            onlyWidens(filter, withRules(filter, rules));
        }
    }

    @Property
    void aDenialLessIsWider(@ForAll("filters") Filter filter) {
        Filter allowing =
                new Filter(ALLOW, filter.architectures(), filter.flags(), null, null, filter.rules()).normalised();
        for (Rule rule : allowing.rules()) {
            List<Rule> rules = new ArrayList<>(allowing.rules());
            rules.remove(rule);
            compareWithCalls(allowing, withRules(allowing, rules));
        }
    }

    @Property
    void aConditionLessOnWhatIsAllowedIsWider(@ForAll("conditions") Conditions conditions) {
        for (Condition condition : conditions.all()) {
            List<Condition> fewer = new ArrayList<>(conditions.all());
            fewer.remove(condition);
            onlyWidens(allowing(conditions), allowing(new Conditions(fewer)));
        }
    }

    private static Filter allowing(Conditions conditions) {
        List<Rule> rules = List.of(new Rule(new TreeSet<>(Set.of("socket")), ALLOW, conditions));
        Verdict byDefault = new Verdict(Action.ERRNO, null);
        return new Filter(byDefault, Set.of(), new TreeSet<>(), null, null, rules).normalised();
    }

    @Property
    void aLooserDefaultIsWider(@ForAll("filters") Filter filter) {
        Assume.that(!filter.defaultVerdict().equals(ALLOW));
        Filter looser =
                new Filter(ALLOW, filter.architectures(), filter.flags(), null, null, filter.rules()).normalised();
        assertThat(effects(Diff.of(filter, looser, null))).contains(Effect.WIDER);
    }

    private static void onlyWidens(Filter before, Filter after) {
        assertThat(compareWithCalls(before, after)).isSubsetOf(Set.of(Effect.WIDER));
    }

    /** What calls show must be found, and what is found must be shown by a call. */
    private static Set<Effect> compareWithCalls(Filter before, Filter after) {
        List<Difference> differences = Diff.of(before, after, Architecture.RISCV64);
        assertThat(effects(differences)).containsAll(seen(before, after));
        assertThat(differences).allSatisfy(difference -> {
            if (difference instanceof Difference.OfSyscall one) {
                long[] call = one.example().arguments().stream()
                        .mapToLong(Long::longValue)
                        .toArray();
                Verdict was = Ruling.of(before, one.syscall()).verdict(call);
                Verdict is = Ruling.of(after, one.syscall()).verdict(call);
                assertThat(one.example().before()).isEqualTo(was);
                assertThat(one.example().after()).isEqualTo(is);
                assertThat(one.effect()).isEqualTo(Permissiveness.effect(was, is));
            }
        });
        return effects(differences);
    }

    private static Filter withRules(Filter filter, List<Rule> rules) {
        return new Filter(filter.defaultVerdict(), filter.architectures(), filter.flags(), null, null, rules)
                .normalised();
    }

    private static Set<Effect> effects(List<Difference> differences) {
        return differences.stream()
                .map(Difference::effect)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Effect.class)));
    }

    /** The effects on calls of every syscall, and of one that no rule names. */
    private static Set<Effect> seen(Filter before, Filter after) {
        Set<Effect> effects = EnumSet.noneOf(Effect.class);
        Stream.concat(Filters.SYSCALLS.stream(), Stream.of("other")).forEach(syscall -> {
            Ruling earlier = Ruling.of(before, syscall);
            Ruling later = Ruling.of(after, syscall);
            for (long[] call : Filters.calls()) {
                Verdict was = earlier.verdict(call);
                Verdict is = later.verdict(call);
                if (!was.equals(is)) {
                    effects.add(Permissiveness.effect(was, is));
                }
            }
        });
        return effects;
    }
}
