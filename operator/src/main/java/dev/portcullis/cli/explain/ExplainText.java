package dev.portcullis.cli.explain;

import dev.portcullis.capability.Capability;
import dev.portcullis.cli.report.OneLine;
import dev.portcullis.seccomp.Target;
import java.util.stream.Collectors;

/** An explanation for people. */
final class ExplainText {

    private ExplainText() {}

    static String of(Answer answer) {
        Question question = answer.question();
        StringBuilder text = new StringBuilder();
        String sentence = answer.isKnown()
                ? OneLine.of(question.syscall()) + " "
                        + answer.verdict().map(VerdictWords::of).orElse("depends on its arguments")
                : OneLine.of(answer.remarks().getFirst());
        line(text, question.profile() + ": " + sentence);
        line(text, "  in " + container(question.target()) + ", " + node(answer));
        answer.remarks().stream()
                .skip(answer.isKnown() ? 0 : 1)
                .forEach(remark -> line(text, "  " + OneLine.of(remark)));
        if (answer.verdict().isEmpty()) {
            answer.cases()
                    .forEach((conditions, verdict) ->
                            line(text, "  if " + conditions + ", it " + VerdictWords.of(verdict)));
            line(text, "  otherwise it " + VerdictWords.of(answer.byDefault()));
        }
        line(text, "");
        for (Considered rule : answer.considered()) {
            String base = rule.profile().equals(question.profile()) ? "" : " of base " + rule.profile();
            line(
                    text,
                    rule.place() + ": " + rule.location() + base + ": "
                            + rule.rule().verdict());
            line(text, "  " + rule.outcome());
        }
        if (answer.considered().isEmpty()) {
            line(text, "no rule names it");
        }
        boolean decided = answer.cases().keySet().stream()
                .anyMatch(conditions -> question.arguments().satisfy(conditions).orElse(false));
        line(text, answer.defaultLocation() + ": defaultAction: " + answer.byDefault());
        line(
                text,
                decided
                        ? "  does not apply: a rule decides"
                        : answer.cases().isEmpty() ? "  decides" : "  decides otherwise");
        return text.toString();
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

    private static String node(Answer answer) {
        Target target = answer.question().target();
        String kernel = target.kernel() == null ? "" : ", under Linux " + target.kernel();
        if (target.architecture() != null) {
            return "on " + target.architecture().goName().orElse("") + " nodes" + kernel;
        }
        boolean any = answer.considered().stream()
                .map(Considered::rule)
                .allMatch(rule -> rule.includes().architectures() == null
                        && rule.excludes().architectures() == null);
        return (any ? "on any node" : "on nodes of an architecture that no rule mentions") + kernel;
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
