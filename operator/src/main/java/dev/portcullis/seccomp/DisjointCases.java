package dev.portcullis.seccomp;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One syscall's rules without those parts where an earlier one with another verdict decides. */
final class DisjointCases {

    /** Beyond as many, rules with different verdicts are taken for ones that do not meet: to look takes their square. */
    private static final int MOST_COMPARED = 256;

    private DisjointCases() {}

    /**
     * The rules.
     *
     * @param written in normal form
     * @param regions makes the parts
     */
    static Map<Conditions, Verdict> of(Map<Conditions, Verdict> written, Verdict byDefault, Regions regions) {
        if (!canContradict(written)) {
            return written;
        }
        Map<Conditions, Verdict> apart = new LinkedHashMap<>();
        List<Ruling.Case> sorted = new Ruling(
                        written.entrySet().stream()
                                .map(one -> new Ruling.Case(one.getKey(), one.getValue()))
                                .toList(),
                        byDefault)
                .sorted()
                .cases();
        for (int i = 0; i < sorted.size(); i++) {
            Ruling.Case one = sorted.get(i);
            List<Conditions> before = sorted.subList(0, i).stream()
                    .filter(other -> !other.verdict().equals(one.verdict()))
                    .map(Ruling.Case::conditions)
                    .toList();
            regions.minus(one.conditions(), before).forEach(piece -> apart.putIfAbsent(piece, one.verdict()));
        }
        return apart;
    }

    /** Returns whether two rules with different verdicts may hold for one call. */
    static boolean canContradict(Map<Conditions, Verdict> written) {
        return written.size() > 1 && written.size() <= MOST_COMPARED && new HashSet<>(written.values()).size() > 1;
    }
}
