package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What libseccomp makes of a document on one architecture, by the project's own model of it. */
final class FilterModel {

    private final Verdict byDefault;
    private final Map<String, ComparisonTree> trees = new LinkedHashMap<>();
    private final Map<String, List<Conditions>> conditions = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    FilterModel(Filter filter, Architecture through) {
        byDefault = filter.defaultVerdict();
        for (Rule rule : filter.rules()) {
            if (rule.verdict().equals(byDefault)) {
                continue;
            }
            for (String name : rule.names()) {
                add(through, name, rule.conditions(), rule.verdict());
                if (MultiplexedCalls.areOn(through)) {
                    Optional<MultiplexedCalls> calls = MultiplexedCalls.of(name);
                    calls.ifPresent(its -> add(
                            through,
                            its.multiplexer(),
                            its.conditions(name, rule.conditions()).orElseThrow(),
                            rule.verdict()));
                }
            }
        }
    }

    private void add(Architecture through, String number, Conditions its, Verdict verdict) {
        conditions.computeIfAbsent(number, n -> new ArrayList<>()).add(its);
        ComparisonTree.Addition addition = trees.computeIfAbsent(number, n -> new ComparisonTree(through.has64Bits()))
                .add(its, verdict);
        if (addition != ComparisonTree.Addition.ADDED) {
            failures.add(number + " " + its + " " + addition);
        }
    }

    /** The rules that libseccomp does not add. */
    List<String> failures() {
        return failures;
    }

    /** The conditions of rules for a number. */
    List<Conditions> conditions(String number) {
        return conditions.getOrDefault(number, List.of());
    }

    /** The verdict on a call. */
    Verdict verdict(String number, long[] call) {
        ComparisonTree tree = trees.get(number);
        Verdict verdict = tree == null ? null : tree.verdict(call);
        return verdict == null ? byDefault : verdict;
    }
}
