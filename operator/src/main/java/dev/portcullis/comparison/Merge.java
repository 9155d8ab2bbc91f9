package dev.portcullis.comparison;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Rule;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The result of merging several filters, whatever their order. */
public sealed interface Merge {

    /**
     * One filter, in normal form. Each call through the node's own architecture, or another that all filters cover,
     * gets exactly the verdict that the operation makes of theirs. The same rules apply to the architectures that a
     * union adds.
     *
     * @param filter the filter
     */
    record Merged(Filter filter) implements Merge {}

    /**
     * No filter can express the result.
     *
     * @param reasons at least one, each with what to do about it
     */
    record Refused(List<String> reasons) implements Merge {

        /** Copies what it is given. */
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /** Merges at least one filter. */
    static Merge of(Operation operation, List<Filter> filters) {
        List<String> reasons = new ArrayList<>();
        Verdict byDefault =
                operation.verdict(filters.stream().map(Filter::defaultVerdict).toList());
        SortedSet<String> names = new TreeSet<>();
        filters.forEach(filter -> filter.rules().forEach(rule -> names.addAll(rule.names())));
        Set<Architecture> covered = operation.architectures(
                filters.stream().map(Filter::architectures).toList());
        boolean on32Bits = covered.stream().anyMatch(architecture -> !architecture.has64Bits());
        List<Rule> rules = new ArrayList<>();
        List<Map<String, Ruling>> all = filters.stream().map(Ruling::all).toList();
        for (String name : names) {
            List<Ruling> rulings = IntStream.range(0, filters.size())
                    .mapToObj(i -> all.get(i)
                            .getOrDefault(
                                    name, new Ruling(List.of(), filters.get(i).defaultVerdict())))
                    .toList();
            cases(operation, rulings, byDefault, on32Bits)
                    .ifPresentOrElse(
                            cases -> rules.addAll(rules(name, cases, byDefault)),
                            () -> reasons.add(
                                    name + ": the profiles' conditions on its arguments overlap in a way that"
                                            + " rules cannot say exactly; give the syscall the same conditions in all of them"));
        }
        String path = same(filters, Filter::listenerPath, "listenerPath", reasons);
        String metadata = same(filters, Filter::listenerMetadata, "listenerMetadata", reasons);
        if (!reasons.isEmpty()) {
            return new Refused(reasons);
        }
        return new Merged(new Filter(
                        byDefault,
                        covered,
                        new TreeSet<>(operation.flags(
                                filters.stream().map(Filter::flags).toList())),
                        path,
                        metadata,
                        rules)
                .normalised());
    }

    private static Optional<List<Ruling.Case>> cases(
            Operation operation, List<Ruling> rulings, Verdict byDefault, boolean on32Bits) {
        Ruling first = rulings.getFirst();
        if (first.otherwise().equals(byDefault)) {
            if (rulings.stream().allMatch(first::equals)) {
                return Optional.of(first.cases());
            }
            Ruling sorted = first.sorted();
            if (rulings.stream().map(Ruling::sorted).allMatch(sorted::equals)) {
                return Optional.of(sorted.cases());
            }
        }
        return Cover.of(conditions(rulings), wanted(operation, rulings), byDefault)
                .filter(cases -> !on32Bits || isRightOn32Bits(operation, rulings, new Ruling(cases, byDefault)));
    }

    /** Numbers beyond 32 bits differ there, so a filter that is exact for 64 bits need not be. */
    private static boolean isRightOn32Bits(Operation operation, List<Ruling> rulings, Ruling merged) {
        List<Ruling> narrow = rulings.stream().map(Ruling::on32Bits).toList();
        Ruling result = merged.on32Bits();
        Function<long[], Verdict> wanted = wanted(operation, narrow);
        return Corners.of(conditions(
                        Stream.concat(narrow.stream(), Stream.of(result)).toList()))
                .on32Bits()
                .stream()
                .allMatch(call -> result.verdict(call).equals(wanted.apply(call)));
    }

    private static List<Condition> conditions(List<Ruling> rulings) {
        return rulings.stream().flatMap(ruling -> ruling.conditions().stream()).toList();
    }

    private static Function<long[], Verdict> wanted(Operation operation, List<Ruling> rulings) {
        return call -> operation.verdict(
                rulings.stream().map(ruling -> ruling.verdict(call)).toList());
    }

    /** Keeps a name without a case as a rule that repeats the default, because runc looks at all names. */
    private static List<Rule> rules(String name, List<Ruling.Case> cases, Verdict byDefault) {
        SortedSet<String> names = new TreeSet<>(List.of(name));
        return cases.isEmpty()
                ? List.of(new Rule(names, byDefault, Conditions.ALWAYS))
                : cases.stream()
                        .map(one -> new Rule(names, one.verdict(), one.conditions()))
                        .toList();
    }

    private static @Nullable String same(
            List<Filter> filters, Function<Filter, @Nullable String> of, String member, List<String> reasons) {
        List<String> values =
                filters.stream().map(of).filter(Objects::nonNull).distinct().toList();
        if (values.size() > 1) {
            reasons.add(member + ": the profiles have different ones; only one can be merged");
        }
        return values.isEmpty() ? null : values.getFirst();
    }
}
