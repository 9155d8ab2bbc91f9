package dev.portcullis.comparison;

import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Errno;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A change in words, as one line: what it is about first. */
public final class ChangeText {

    private ChangeText() {}

    /**
     * The line about a change.
     *
     * @param named the syscalls that a rule of either profile names
     * @param mostNames the number of changed syscalls beyond which the others are counted
     */
    public static String of(Change change, Collection<String> named, int mostNames) {
        String line =
                switch (change.difference()) {
                    case Difference.OfSyscall syscalls -> syscalls(change, syscalls, mostNames);
                    case Difference.OfDefault byDefault -> byDefault(byDefault, named);
                    case Difference.OfArchitecture architecture -> architecture(architecture);
                    case Difference.OfSetting setting ->
                        setting.member() + ": was " + orNone(setting.before()) + ", now " + orNone(setting.after());
                };
        return change.nodes().isEmpty() ? line : line + " (on nodes: " + String.join(", ", change.nodes()) + ")";
    }

    private static String syscalls(Change change, Difference.OfSyscall one, int mostNames) {
        boolean conditional =
                !one.before().cases().isEmpty() || !one.after().cases().isEmpty();
        String line = NameList.of(change.syscalls(), mostNames, name -> name, ", ", "more") + ": "
                + ruling(one.before(), true, conditional) + (conditional ? "; now " : ", now ")
                + ruling(one.after(), false, conditional);
        boolean bothSides =
                !one.before().cases().isEmpty() && !one.after().cases().isEmpty();
        return bothSides || one.example().on32Bits() ? line + "; " + example(one.example()) : line;
    }

    private static String example(Difference.Example example) {
        int last = example.arguments().size();
        while (last > 1 && example.arguments().get(last - 1) == 0) {
            last--;
        }
        String arguments = example.arguments().subList(0, last).stream()
                .map(argument ->
                        argument >= 0 && argument < 1024 ? Long.toString(argument) : "0x" + Long.toHexString(argument))
                .collect(Collectors.joining(", "));
        return "for example with (" + arguments + ")" + (example.on32Bits() ? " through a 32-bit architecture" : "")
                + ": " + verdict(example.before(), true) + ", now " + verdict(example.after(), false);
    }

    private static String ruling(Ruling ruling, boolean past, boolean conditional) {
        if (ruling.cases().isEmpty()) {
            String words = verdict(ruling.otherwise(), past);
            if (!conditional) {
                return words;
            }
            return past && words.startsWith("was ") ? "was always " + words.substring(4) : "always " + words;
        }
        Map<Verdict, List<Conditions>> byVerdict = new LinkedHashMap<>();
        ruling.cases().forEach(one -> byVerdict
                .computeIfAbsent(one.verdict(), v -> new ArrayList<>())
                .add(one.conditions()));
        String only = byVerdict.size() == 1 ? " only when " : " when ";
        return byVerdict.entrySet().stream()
                        .map(entry -> verdict(entry.getKey(), past)
                                + only
                                + NameList.of(
                                        entry.getValue(), NameList.MAX_NAMES, Conditions::toString, " or ", "more"))
                        .collect(Collectors.joining(", "))
                + ", else " + verdict(ruling.otherwise(), past);
    }

    private static String byDefault(Difference.OfDefault one, Collection<String> named) {
        String others = named.isEmpty() ? "" : " (named: " + NameList.of(named) + ")";
        return "every syscall that no rule names" + others + ": " + verdict(one.before(), true) + ", now "
                + verdict(one.after(), false);
    }

    private static String architecture(Difference.OfArchitecture one) {
        String name = one.architecture().ociName();
        return one.effect() == Effect.WIDER
                ? name + ": its calls were killed, now the rules hold for them"
                : name + ": the rules held for its calls, now they are killed";
    }

    private static String verdict(Verdict verdict, boolean past) {
        String be = past ? "was " : "";
        return switch (verdict.action()) {
            case ALLOW -> be + "allowed";
            case LOG -> be + "allowed and logged";
            case TRACE -> be + "left to a tracer (" + errno(verdict) + ")";
            case NOTIFY -> be + "left to the listener";
            case ERRNO -> (past ? "failed" : "fails") + " with " + errno(verdict);
            case TRAP -> (past ? "got" : "gets") + " SIGSYS";
            case KILL_THREAD -> (past ? "killed" : "kills") + " the thread";
            case KILL_PROCESS -> (past ? "killed" : "kills") + " the process";
        };
    }

    private static String errno(Verdict verdict) {
        return Errno.name(verdict.returned()).orElse("errno " + verdict.returned());
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "none" : text;
    }
}
