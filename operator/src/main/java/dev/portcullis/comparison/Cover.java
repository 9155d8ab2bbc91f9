package dev.portcullis.comparison;

import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Operator;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes the verdicts that calls of a syscall must get as rules whose order does not matter: wherever two rules hold
 * together, they agree.
 */
final class Cover {

    /** The limit of the conjunctions of conditions to try. */
    private static final int MAX_CONJUNCTIONS = 20_000;

    private final List<Condition> literals;
    private final List<BitSet> holding;
    private final List<Verdict> wanted;

    private Cover(List<Condition> literals, List<long[]> calls, Function<long[], Verdict> wanted) {
        this.literals = literals;
        this.wanted = calls.stream().map(wanted).toList();
        this.holding = literals.stream().map(literal -> holding(literal, calls)).toList();
    }

    /**
     * The rules; empty when rules cannot express the verdicts: a rule has one condition for each argument, only the
     * default can follow rules with conditions, and libseccomp must handle them correctly.
     */
    static Optional<List<Ruling.Case>> of(
            Collection<Condition> conditions, Function<long[], Verdict> wanted, Verdict byDefault) {
        List<Condition> literals = Literals.of(conditions);
        Corners corners = Corners.of(literals);
        return corners.complete() ? new Cover(literals, corners.calls(), wanted).rules(byDefault) : Optional.empty();
    }

    private Optional<List<Ruling.Case>> rules(Verdict byDefault) {
        Map<Verdict, BitSet> missing = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            missing.computeIfAbsent(wanted.get(i), v -> new BitSet()).set(i);
        }
        Map<Verdict, BitSet> all = new HashMap<>();
        missing.forEach((verdict, calls) -> all.put(verdict, (BitSet) calls.clone()));
        missing.remove(byDefault);
        List<Ruling.Case> rules = new ArrayList<>();
        for (Conjunction conjunction : conjunctions()) {
            Verdict verdict = wanted.get(conjunction.calls().nextSetBit(0));
            BitSet needed = missing.get(verdict);
            if (needed != null
                    && needed.intersects(conjunction.calls())
                    && isWithin(conjunction.calls(), all.getOrDefault(verdict, new BitSet()))) {
                needed.andNot(conjunction.calls());
                rules.add(new Ruling.Case(conjunction.conditions(), verdict));
            }
        }
        boolean complete = missing.values().stream().allMatch(BitSet::isEmpty);
        return complete && !SharedComparison.isIn(rules) ? Optional.of(rules) : Optional.empty();
    }

    /** The conjunctions: short ones first, written conditions before negated ones. Each argument has at most one. */
    private List<Conjunction> conjunctions() {
        List<Conjunction> conjunctions = new ArrayList<>();
        BitSet every = new BitSet();
        every.set(0, wanted.size());
        conjunctions.add(new Conjunction(List.of(), 0, every));
        for (int argument = 0; argument < Corners.ARGUMENTS; argument++) {
            for (Conjunction shorter : List.copyOf(conjunctions)) {
                for (int i = 0; i < literals.size() && conjunctions.size() < MAX_CONJUNCTIONS; i++) {
                    if (literals.get(i).index() == argument && shorter.calls().intersects(holding.get(i))) {
                        conjunctions.add(shorter.and(literals.get(i), i, holding.get(i)));
                    }
                }
            }
        }
        conjunctions.sort(
                Comparator.<Conjunction>comparingInt(one -> one.literals().size())
                        .thenComparingInt(Conjunction::position));
        return conjunctions;
    }

    private static BitSet holding(Condition literal, List<long[]> calls) {
        BitSet holding = new BitSet();
        for (int i = 0; i < calls.size(); i++) {
            holding.set(i, literal.holds(calls.get(i)[literal.index()]));
        }
        return holding;
    }

    private static boolean isWithin(BitSet part, BitSet whole) {
        BitSet outside = (BitSet) part.clone();
        outside.andNot(whole);
        return outside.isEmpty();
    }

    /**
     * Conditions that can hold together.
     *
     * @param literals the conditions
     * @param position the greatest of their positions among all literals
     * @param calls the calls that satisfy them; never empty
     */
    private record Conjunction(List<Condition> literals, int position, BitSet calls) {

        Conjunction and(Condition literal, int itsPosition, BitSet holding) {
            List<Condition> longer = new ArrayList<>(literals);
            longer.add(literal);
            BitSet both = (BitSet) calls.clone();
            both.and(holding);
            return new Conjunction(longer, Math.max(position, itsPosition), both);
        }

        Conditions conditions() {
            return new Conditions(literals);
        }
    }

    /** The conditions from which the rules of a merged syscall can be made. */
    private static final class Literals {

        private Literals() {}

        /** The written conditions, sorted, then their negations. */
        static List<Condition> of(Collection<Condition> written) {
            Set<Condition> literals =
                    new LinkedHashSet<>(written.stream().sorted().distinct().toList());
            literals.stream()
                    .flatMap(condition -> negations(condition).stream())
                    .sorted()
                    .toList()
                    .forEach(literals::add);
            return List.copyOf(literals);
        }

        /** Conditions of which one holds exactly where this one does not. */
        private static List<Condition> negations(Condition condition) {
            return switch (condition.operator()) {
                case EQ -> List.of(with(condition, Operator.NE));
                case NE -> List.of(with(condition, Operator.EQ));
                case LT -> List.of(with(condition, Operator.GE));
                case GE -> List.of(with(condition, Operator.LT));
                case LE -> List.of(with(condition, Operator.GT));
                case GT -> List.of(with(condition, Operator.LE));
                case MASKED_EQ -> otherBits(condition);
            };
        }

        private static Condition with(Condition condition, Operator operator) {
            return new Condition(condition.index(), operator, condition.value(), null);
        }

        private static List<Condition> otherBits(Condition condition) {
            List<Condition> others = new ArrayList<>();
            long datum = condition.valueTwo() == null ? 0 : condition.valueTwo();
            for (long left = condition.value(); left != 0; left &= left - 1) {
                long bit = Long.lowestOneBit(left);
                others.add(new Condition(condition.index(), Operator.MASKED_EQ, bit, ~datum & bit));
            }
            return others;
        }
    }

    /**
     * Rules of which libseccomp 2.5 loses a branch: one has a condition, another its negation, and one of the two has
     * more conditions. libseccomp makes one comparison of both, and forgets on one side what is tried after it: a call
     * can then get a verdict that no rule gives. Found by running its filters.
     */
    private static final class SharedComparison {

        private SharedComparison() {}

        static boolean isIn(List<Ruling.Case> rules) {
            return rules.stream().anyMatch(one -> rules.stream()
                    .anyMatch(other -> sizeOf(one) + sizeOf(other) > 2 && isBetween(one, other)));
        }

        private static int sizeOf(Ruling.Case rule) {
            return rule.conditions().all().size();
        }

        private static boolean isBetween(Ruling.Case one, Ruling.Case other) {
            return one.conditions().all().stream().anyMatch(condition -> other.conditions().all().stream()
                    .anyMatch(its -> isNegation(condition, its)));
        }

        private static boolean isNegation(Condition one, Condition other) {
            return one.index() == other.index()
                    && one.value() == other.value()
                    && switch (one.operator()) {
                        case EQ -> other.operator() == Operator.NE;
                        case LT -> other.operator() == Operator.GE;
                        case LE -> other.operator() == Operator.GT;
                        // The reverse is found from the other side.
                        case NE, GE, GT, MASKED_EQ -> false;
                    };
        }
    }
}
