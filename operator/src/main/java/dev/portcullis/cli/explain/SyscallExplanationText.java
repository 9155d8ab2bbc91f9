package dev.portcullis.cli.explain;

import dev.portcullis.capability.Capability;
import dev.portcullis.cli.report.Console;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Errno;
import dev.portcullis.seccomp.Explanation;
import dev.portcullis.seccomp.SyscallTable;
import dev.portcullis.seccomp.Target;
import dev.portcullis.seccomp.Verdict;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An explanation for people. */
final class SyscallExplanationText {

    private SyscallExplanationText() {}

    static String of(SyscallExplanation explanation) {
        SyscallExplanation.SyscallQuestion question = explanation.question();
        StringBuilder text = new StringBuilder();
        String sentence = explanation.isKnown()
                ? Console.oneLine(question.syscall()) + " "
                        + explanation
                                .verdict()
                                .map(SyscallExplanationText::verdict)
                                .orElse("depends on its arguments")
                : Console.oneLine(explanation.remarks().getFirst());
        line(text, question.profile() + ": " + sentence);
        line(text, "  in " + container(question.target()) + ", " + node(explanation));
        explanation.remarks().stream()
                .skip(explanation.isKnown() ? 0 : 1)
                .forEach(remark -> line(text, "  " + Console.oneLine(remark)));
        if (explanation.verdict().isEmpty()) {
            explanation
                    .cases()
                    .forEach((conditions, verdict) -> line(text, "  if " + conditions + ", it " + verdict(verdict)));
            line(text, "  otherwise it " + verdict(explanation.byDefault()));
        }
        explanation.otherWays().stream()
                .map(way -> way(way, explanation))
                .flatMap(Optional::stream)
                .forEach(way -> line(text, "  " + way));
        line(text, "");
        for (RuleExplanation rule : explanation.rules()) {
            String base = rule.profile().equals(question.profile()) ? "" : " of base " + rule.profile();
            line(
                    text,
                    rule.place() + ": " + rule.location() + base + ": "
                            + rule.rule().verdict());
            line(text, "  " + rule.reason());
        }
        if (explanation.rules().isEmpty()) {
            line(text, "no rule names the syscall");
        }
        boolean decided = explanation.cases().keySet().stream()
                .anyMatch(conditions -> question.arguments().satisfy(conditions).orElse(false));
        line(text, explanation.defaultLocation() + ": defaultAction: " + explanation.byDefault());
        line(
                text,
                decided
                        ? "  does not apply: a rule decides"
                        : explanation.cases().isEmpty() ? "  decides" : "  decides in all other cases");
        return text.toString();
    }

    /** Another way of the call, where the filter rules otherwise on it or the node has no other. */
    private static Optional<String> way(Explanation.Way way, SyscallExplanation explanation) {
        SyscallExplanation.SyscallQuestion question = explanation.question();
        Architecture node = question.target().architecture();
        Map<Conditions, Verdict> cases = new TreeMap<>();
        way.ruling().cases().stream()
                .filter(one -> one.conditions().arePossible())
                // Behind another syscall its arguments are elsewhere.
                .filter(one -> way.multiplexer() != null
                        || question.arguments().satisfy(one.conditions()).orElse(true))
                .forEach(one -> cases.putIfAbsent(one.conditions(), one.verdict()));
        String ruling = ruling(cases, way.ruling().otherwise());
        boolean isTheOnlyOne = node != null
                && SyscallTable.linux().number(node, question.syscall()).isEmpty();
        if (!isTheOnlyOne && ruling.equals(ruling(explanation.cases(), explanation.byDefault()))) {
            return Optional.empty();
        }
        String by = way.multiplexer() == null ? "" : ", made by " + way.multiplexer();
        String where = "socketcall".equals(way.multiplexer()) && !cases.isEmpty()
                ? ", whose arg1 points to the arguments"
                : "";
        return Optional.of("through " + way.through().ociName() + by + where + ": " + ruling);
    }

    private static String ruling(Map<Conditions, Verdict> cases, Verdict byDefault) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Conditions, Verdict> one : cases.entrySet()) {
            if (one.getKey().always()) {
                return "it " + verdict(one.getValue());
            }
            text.append("if ")
                    .append(one.getKey())
                    .append(", it ")
                    .append(verdict(one.getValue()))
                    .append("; ");
        }
        return text + (text.isEmpty() ? "" : "otherwise ") + "it " + verdict(byDefault);
    }

    private static String container(Target target) {
        if (target.capabilities().isEmpty()) {
            return "a container without capabilities";
        }
        if (target.capabilities().size() == Capability.values().length) {
            return "a container with all capabilities";
        }
        return target.capabilities().stream()
                .sorted()
                .map(Capability::fullName)
                .collect(Collectors.joining(" and ", "a container with ", ""));
    }

    private static String node(SyscallExplanation explanation) {
        Target target = explanation.question().target();
        String kernel = target.kernel() == null ? "" : ", under Linux " + target.kernel();
        if (target.architecture() != null) {
            return "on " + target.architecture().goName().orElse("") + " nodes" + kernel;
        }
        boolean any = explanation.rules().stream()
                .map(RuleExplanation::rule)
                .allMatch(rule -> rule.includes().architectures() == null
                        && rule.excludes().architectures() == null);
        return (any ? "on any node" : "on nodes of an architecture that no rule mentions") + kernel;
    }

    /** The verdict as the end of a sentence that begins with the syscall. */
    private static String verdict(Verdict verdict) {
        return switch (verdict.action()) {
            case ALLOW -> "is allowed";
            case LOG -> "is allowed, and logged";
            case ERRNO -> "fails with " + errno(verdict.returned());
            case TRACE -> "is left to a tracer, and without one fails with ENOSYS";
            case TRAP -> "is stopped with the signal SIGSYS";
            case NOTIFY -> "is left to the process at listenerPath";
            case KILL_PROCESS -> "kills the process";
            case KILL_THREAD -> "kills the thread that makes it";
        };
    }

    private static String errno(int number) {
        return number == 0
                ? "errno 0: it does nothing and looks successful"
                : Errno.name(number)
                        .map(name -> name + " (errno " + number + ")")
                        .orElse("errno " + number);
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
