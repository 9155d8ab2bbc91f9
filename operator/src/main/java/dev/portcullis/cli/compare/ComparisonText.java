package dev.portcullis.cli.compare;

import dev.portcullis.cli.report.Console;
import dev.portcullis.comparison.Change;
import dev.portcullis.comparison.Comparison;
import dev.portcullis.comparison.Difference;
import dev.portcullis.comparison.Effect;
import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Errno;
import dev.portcullis.seccomp.Ruling;
import dev.portcullis.seccomp.Verdict;
import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A comparison for people: a line for each change, what it is about first. */
final class ComparisonText {

    private final Comparison comparison;

    private ComparisonText(Comparison comparison) {
        this.comparison = comparison;
    }

    static String of(Comparison comparison) {
        if (comparison.isEmpty()) {
            return "both mean the same\n";
        }
        ComparisonText text = new ComparisonText(comparison);
        StringBuilder lines = new StringBuilder();
        for (Effect effect : Effect.values()) {
            List<Change> changes = comparison.changes().stream()
                    .filter(change -> change.effect() == effect)
                    .toList();
            if (!changes.isEmpty()) {
                lines.append(title(effect)).append(":\n");
                changes.forEach(
                        change -> lines.append("  ").append(text.line(change)).append('\n'));
            }
        }
        return lines.toString();
    }

    private static String title(Effect effect) {
        return switch (effect) {
            case WIDER -> "allows more";
            case NARROWER -> "allows less";
            case OTHER -> "changed";
        };
    }

    private String line(Change change) {
        String line =
                switch (change.difference()) {
                    case Difference.OfSyscall syscalls -> syscalls(change, syscalls);
                    case Difference.OfDefault byDefault -> byDefault(byDefault);
                    case Difference.OfArchitecture architecture -> architecture(architecture);
                    case Difference.OfSetting setting ->
                        setting.member() + ": was " + orNone(setting.before()) + ", now " + orNone(setting.after());
                };
        return change.nodes().isEmpty() ? line : line + " (on nodes: " + String.join(", ", change.nodes()) + ")";
    }

    private static String syscalls(Change change, Difference.OfSyscall one) {
        boolean conditional =
                !one.before().cases().isEmpty() || !one.after().cases().isEmpty();
        String line = String.join(", ", change.syscalls()) + ": " + ruling(one.before(), true, conditional)
                + (conditional ? "; now " : ", now ") + ruling(one.after(), false, conditional);
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

    private String byDefault(Difference.OfDefault one) {
        String named = comparison.named().isEmpty() ? "" : " (named: " + NameList.of(comparison.named()) + ")";
        return "every syscall that no rule names" + named + ": " + verdict(one.before(), true) + ", now "
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
        return text.isEmpty() ? "none" : Console.oneLine(text);
    }
}
