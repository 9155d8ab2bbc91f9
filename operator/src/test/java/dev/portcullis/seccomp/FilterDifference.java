package dev.portcullis.seccomp;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What two filters in normal form say of each syscall on one architecture, under runc. */
final class FilterDifference {

    private static final SyscallTable TABLE = SyscallTable.linux();

    private final Architecture architecture;
    private final Map<String, List<Rule>> rules;
    private final Verdict byDefault;
    private final int newest;

    private FilterDifference(Filter filter, Architecture architecture) {
        this.architecture = architecture;
        this.byDefault = filter.defaultVerdict();
        this.rules = filter.rules().stream()
                .flatMap(rule -> rule.names().stream().map(name -> Map.entry(name, rule)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        TreeMap::new,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toUnmodifiableList())));
        this.newest = rules.keySet().stream()
                .map(name -> TABLE.number(architecture, name))
                .flatMapToInt(OptionalInt::stream)
                .max()
                .orElse(Integer.MAX_VALUE);
    }

    /** Of each syscall that they treat differently: what one does with it, an arrow, and what the other does. */
    static SortedMap<String, String> between(Filter one, Filter other, Architecture architecture) {
        FilterDifference before = new FilterDifference(one, architecture);
        FilterDifference after = new FilterDifference(other, architecture);
        SortedMap<String, String> differing = new TreeMap<>();
        for (String name : names(before, after)) {
            if (!before.verdictOn(name).equals(after.verdictOn(name))) {
                differing.put(name, before.verdictOn(name) + " -> " + after.verdictOn(name));
            }
        }
        if (!covered(one, architecture).equals(covered(other, architecture))) {
            differing.put("(architectures)", covered(one, architecture) + " -> " + covered(other, architecture));
        }
        if (!one.flags().equals(other.flags())) {
            differing.put("(flags)", one.flags() + " -> " + other.flags());
        }
        return differing;
    }

    /** A node's own architecture is covered whether the profile says so or not. */
    private static SortedSet<Architecture> covered(Filter filter, Architecture architecture) {
        SortedSet<Architecture> covered = new TreeSet<>(filter.architectures());
        covered.add(architecture);
        return covered;
    }

    /** Every syscall that one of them names, or that Linux has. */
    private static SortedSet<String> names(FilterDifference before, FilterDifference after) {
        SortedSet<String> names = new TreeSet<>(before.rules.keySet());
        names.addAll(after.rules.keySet());
        TabSeparated.resource("syscalls.tsv").rows().forEach(row -> names.add(row.getFirst()));
        return names;
    }

    private String verdictOn(String name) {
        List<Rule> its = rules.get(name);
        if (its == null) {
            return said(unnamed(name));
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < its.size(); i++) {
            Rule rule = its.get(i);
            if (rule.conditions().always()) {
                return said(rule.verdict());
            }
            boolean goesOn = i + 1 < its.size() && its.get(i + 1).verdict().equals(rule.verdict());
            text.append(rule.conditions()).append(goesOn ? " || " : ": " + said(rule.verdict()) + "; ");
        }
        return text + "else " + said(byDefault);
    }

    /** runc answers ENOSYS to what is newer than everything named (patchbpf/enosys_linux.go). */
    private Verdict unnamed(String name) {
        boolean newer = TABLE.number(architecture, name).orElse(-1) > newest;
        return newer && !byDefault.action().letsThrough()
                ? new Verdict(Action.ERRNO, Errno.number("ENOSYS").orElseThrow())
                : byDefault;
    }

    private static String said(Verdict verdict) {
        return verdict.toString().replace("SCMP_ACT_", "");
    }
}
