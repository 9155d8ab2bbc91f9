package dev.portcullis.observation;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ObservedValue;
import dev.portcullis.api.Uint64;
import dev.portcullis.seccomp.NarrowArguments;
import dev.portcullis.seccomp.Operator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The values of a syscall's arguments, where every call of it told them.
 *
 * @param syscall its name
 * @param values by the argument's index; an argument with a call whose value is not known is not among them
 */
record ToldValues(String syscall, SortedMap<Integer, SortedSet<Uint64>> values) {

    private static final Uint64 LOWER = new Uint64(0xffffffffL);

    /** What all calls of a syscall tell, through any architecture and of any origin. */
    static ToldValues of(String syscall, Collection<ObservedSyscall> calls) {
        SortedMap<Integer, SortedSet<Uint64>> values = new TreeMap<>();
        SortedMap<Integer, Long> counts = new TreeMap<>();
        for (ObservedSyscall call : calls) {
            for (ObservedValue value : Objects.requireNonNullElse(call.arguments(), List.<ObservedValue>of())) {
                values.computeIfAbsent(
                                value.index(),
                                index -> new TreeSet<>((one, other) -> Long.compareUnsigned(one.bits(), other.bits())))
                        .add(value.value());
                counts.merge(value.index(), value.count(), Long::sum);
            }
        }
        long all = calls.stream().mapToLong(ObservedSyscall::count).sum();
        values.keySet().removeIf(index -> counts.getOrDefault(index, 0L) != all);
        return new ToldValues(syscall, values);
    }

    /**
     * The conditions of a rule for each combination; none if that were more than {@value ObservedSyscall#MAX_ARGUMENTS}
     * for the first argument already.
     */
    List<List<ArgumentCondition>> rules() {
        List<List<ArgumentCondition>> rules = List.of();
        for (Map.Entry<Integer, SortedSet<Uint64>> one : values.entrySet()) {
            if (one.getValue().size() * Math.max(1, rules.size()) <= ObservedSyscall.MAX_ARGUMENTS) {
                rules = with(rules, one.getKey(), one.getValue());
            }
        }
        return rules;
    }

    private List<List<ArgumentCondition>> with(
            List<List<ArgumentCondition>> rules, int index, SortedSet<Uint64> added) {
        List<List<ArgumentCondition>> longer = new ArrayList<>();
        for (List<ArgumentCondition> rule : rules.isEmpty() ? List.of(List.<ArgumentCondition>of()) : rules) {
            for (Uint64 value : added) {
                List<ArgumentCondition> one = new ArrayList<>(rule);
                one.add(condition(index, value));
                longer.add(one);
            }
        }
        return longer;
    }

    private ArgumentCondition condition(int index, Uint64 value) {
        return NarrowArguments.isNarrow(syscall, index)
                ? new ArgumentCondition(index, LOWER, value, Operator.MASKED_EQ.ociName())
                : new ArgumentCondition(index, value, null, Operator.EQ.ociName());
    }
}
