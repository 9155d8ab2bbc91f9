package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which libseccomp 2.5 tries the cases of one syscall (_db_chain_lt in its src/db.c). It compares halves
 * of arguments: the upper half of each condition's value, then the lower, arguments ascending; of two that begin alike, the shorter is tried first.
 */
final class ChainOrder {

    /** The group of the operators with which the smallest value is tried first. */
    static final int UPPER_BOUNDS = 1;

    private static final Comparator<Node> OF_NODES = Comparator.comparingInt(Node::half)
            .reversed()
            .thenComparingInt(Node::group)
            .thenComparingLong(Node::rank);

    /** The order in which libseccomp keeps cases as they are added; the case without conditions comes first. */
    static final Comparator<Conditions> OF_CONDITIONS = ChainOrder::compare;

    /** The same of cases. */
    static final Comparator<Ruling.Case> OF_CASES = Comparator.comparing(Ruling.Case::conditions, OF_CONDITIONS);

    private ChainOrder() {}

    private static int compare(Conditions one, Conditions other) {
        List<Node> ones = nodes(one);
        List<Node> others = nodes(other);
        for (int i = 0; i < Math.min(ones.size(), others.size()); i++) {
            int order = OF_NODES.compare(ones.get(i), others.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(ones.size(), others.size());
    }

    private static List<Node> nodes(Conditions conditions) {
        List<Node> nodes = new ArrayList<>();
        for (Condition condition : conditions.all()) {
            for (int upper = 1; upper >= 0; upper--) {
                long datum = condition.operator() == Operator.MASKED_EQ ? condition.datum() : condition.value();
                long half = (datum >>> (upper * Integer.SIZE)) & 0xffffffffL;
                int group = group(condition.operator());
                // The greatest first, but the smallest of upper bounds.
                nodes.add(new Node(2 * condition.index() + upper, group, group == UPPER_BOUNDS ? half : -half));
            }
        }
        return nodes;
    }

    /** The group of an operator; the lowest is tried first. */
    static int group(Operator operator) {
        return switch (operator) {
            case EQ, NE, MASKED_EQ -> 0;
            case LT, LE -> UPPER_BOUNDS;
            case GE, GT -> 2;
        };
    }

    /**
     * A comparison of half an argument.
     *
     * @param half the half, counted from the lower half of argument 0
     * @param group the group of its operator; the lowest is tried first
     * @param rank the rank in the group; the lowest is tried first
     */
    private record Node(int half, int group, long rank) {}
}
