package dev.portcullis.comparison;

import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Operator;
import java.util.List;

/**
 * The work that one comparison may still take, in steps: a look at one condition or one rule. Docker's default profile
 * against itself takes none, because rules that are alike need no calls. Not thread-safe.
 */
final class Effort {

    /** At most about a second. */
    static final long STEPS = 30_000_000;

    /** {@link Corners} combines masks, each of which triples the values, until there are about so many. */
    private static final long VALUES_OF_MASKS = 3L * 4096;

    private long left = STEPS;

    /** Takes so many steps; returns whether that many were left. */
    boolean spend(long steps) {
        boolean enough = steps <= left;
        left -= enough ? steps : 0;
        return enough;
    }

    /** The steps of trying all calls that tell two rulings apart, at most. */
    static long ofCalls(RulingPair pair) {
        List<Condition> conditions = pair.conditions();
        long steps = 0;
        long calls = 1;
        for (int i = 0; i < Corners.ARGUMENTS; i++) {
            int index = i;
            List<Condition> own = conditions.stream()
                    .filter(condition -> condition.index() == index)
                    .toList();
            long values = valuesOf(own);
            steps += values * own.size();
            calls = Math.min(calls * values, Corners.MAX_CALLS);
        }
        long rules = pair.earlier().cases().size() + (long) pair.later().cases().size();
        return steps + (calls + rules) * rules;
    }

    private static long valuesOf(List<Condition> conditions) {
        long values = 2;
        long masks = 0;
        for (Condition condition : conditions) {
            boolean isMask = condition.operator() == Operator.MASKED_EQ;
            masks += isMask ? 1 : 0;
            values += isMask ? 2 + Long.bitCount(condition.value()) : 3;
        }
        for (long i = 0; i < masks && values < VALUES_OF_MASKS; i++) {
            values *= 3;
        }
        return values;
    }
}
