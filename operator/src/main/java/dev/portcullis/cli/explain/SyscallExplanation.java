package dev.portcullis.cli.explain;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.block.Blocks;
import dev.portcullis.cli.input.ProfileSet;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Explanation;
import dev.portcullis.seccomp.SyscallTable;
import dev.portcullis.seccomp.Target;
import dev.portcullis.seccomp.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The answer of {@code explain}.
 *
 * @param question the question
 * @param verdict the verdict; empty when it depends on arguments that are not known
 * @param cases the verdicts of rules by the conditions that may hold for these arguments
 * @param byDefault the verdict when no rule applies
 * @param defaultLocation file and line of the default action
 * @param rules every rule that names the syscall
 * @param otherWays the syscall's other ways into the kernel
 * @param remarks anything else worth knowing of the syscall
 * @param isKnown true if any architecture has the syscall
 */
record SyscallExplanation(
        SyscallQuestion question,
        Optional<Verdict> verdict,
        Map<Conditions, Verdict> cases,
        Verdict byDefault,
        String defaultLocation,
        List<RuleExplanation> rules,
        List<Explanation.Way> otherWays,
        List<String> remarks,
        boolean isKnown) {

    /**
     * The question.
     *
     * @param profile the profile's name
     * @param syscall the syscall's name
     * @param target the container and node for which conditions are resolved
     * @param arguments the known arguments of the syscall
     */
    record SyscallQuestion(String profile, String syscall, Target target, SyscallArguments arguments) {}

    static SyscallExplanation of(SyscallQuestion question, ProfileSet profiles, Blocks blocks) {
        SeccompProfileSpec spec = profiles.spec(question.profile()).orElseThrow();
        Explanation explanation = Explanation.of(
                question.profile(),
                spec,
                profiles::spec,
                question.target(),
                question.syscall(),
                blocks.onProfile(question.profile()));
        Map<Conditions, Verdict> possible = new TreeMap<>(explanation.cases());
        possible.keySet()
                .removeIf(conditions -> !conditions.arePossible()
                        || question.arguments().satisfy(conditions).equals(Optional.of(false)));
        Manifest manifest = Objects.requireNonNull(profiles.profiles().get(question.profile()))
                .manifest();
        return new SyscallExplanation(
                question,
                verdict(question.arguments(), possible, explanation.byDefault()),
                possible,
                explanation.byDefault(),
                RuleExplanation.location(manifest, "spec.defaultAction"),
                RuleExplanation.all(explanation, question, profiles),
                explanation.otherWays(),
                remarks(question, explanation, possible, blocks),
                SyscallTable.linux().knows(question.syscall()));
    }

    private static Optional<Verdict> verdict(
            SyscallArguments arguments, Map<Conditions, Verdict> possible, Verdict byDefault) {
        Set<Verdict> outcomes = new LinkedHashSet<>(possible.values());
        boolean sure = possible.keySet().stream()
                .anyMatch(conditions -> arguments.satisfy(conditions).equals(Optional.of(true)));
        if (!sure) {
            outcomes.add(byDefault);
        }
        return outcomes.size() == 1 ? Optional.of(outcomes.iterator().next()) : Optional.empty();
    }

    private static List<String> remarks(
            SyscallQuestion question, Explanation explanation, Map<Conditions, Verdict> possible, Blocks blocks) {
        List<String> remarks = new ArrayList<>();
        SyscallTable table = SyscallTable.linux();
        String syscall = question.syscall();
        Architecture architecture = question.target().architecture();
        if (!table.knows(syscall)) {
            remarks.add("no architecture has a syscall " + syscall
                    + table.nearest(syscall)
                            .map(name -> "; did you mean " + name + "?")
                            .orElse("; runtimes skip such names"));
        } else if (architecture != null && table.number(architecture, syscall).isEmpty()) {
            List<String> others = explanation.otherWays().stream()
                    .filter(way -> way.through() != architecture)
                    .map(way -> way.through().ociName())
                    .distinct()
                    .toList();
            boolean behind = explanation.otherWays().stream().anyMatch(way -> way.through() == architecture);
            remarks.add(architecture.goName().orElse(architecture.kernelName()) + " has no syscall " + syscall
                    + (behind
                            ? " of its own"
                            : others.isEmpty()
                                    ? ": programs there cannot make it, and runtimes skip the name"
                                    : ": only programs of " + String.join(", ", others) + " can make it"));
        }
        long holding = possible.keySet().stream()
                .filter(conditions -> question.arguments().satisfy(conditions).equals(Optional.of(true)))
                .map(possible::get)
                .distinct()
                .count();
        if (holding > 1) {
            remarks.add(
                    "rules with different actions hold for these arguments; which of them decides is up to libseccomp");
        }
        blocks.onProfile(question.profile()).denials().stream()
                .filter(denial -> denial.syscalls().contains(syscall))
                .map(denial -> "SyscallBlock " + denial.block() + " denies it"
                        + (denial.conditions().always() ? "" : " if " + denial.conditions()) + ": " + denial.verdict())
                .forEach(remarks::add);
        return remarks;
    }
}
