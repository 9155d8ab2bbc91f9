package dev.portcullis.cli.explain;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cli.input.ProfileSet;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Explanation;
import dev.portcullis.seccomp.SyscallTable;
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
 * What {@code explain} answers.
 *
 * @param question what was asked
 * @param verdict what happens; empty when it depends on arguments that are not known
 * @param cases what happens under which conditions that may hold, the default aside
 * @param byDefault what happens when no rule applies
 * @param defaultLocation where the profile says so
 * @param considered every rule that names the syscall
 * @param remarks what else is to be known of the syscall
 * @param isKnown whether any architecture has the syscall
 */
record Answer(
        Question question,
        Optional<Verdict> verdict,
        Map<Conditions, Verdict> cases,
        Verdict byDefault,
        String defaultLocation,
        List<Considered> considered,
        List<String> remarks,
        boolean isKnown) {

    static Answer of(Question question, ProfileSet profiles) {
        SeccompProfileSpec spec = profiles.spec(question.profile()).orElseThrow();
        Explanation explanation =
                Explanation.of(question.profile(), spec, profiles::spec, question.target(), question.syscall());
        Map<Conditions, Verdict> possible = new TreeMap<>(explanation.cases());
        possible.keySet()
                .removeIf(conditions -> question.arguments().satisfy(conditions).equals(Optional.of(false)));
        Manifest manifest = Objects.requireNonNull(profiles.profiles().get(question.profile()))
                .manifest();
        return new Answer(
                question,
                verdict(question.arguments(), possible, explanation.byDefault()),
                possible,
                explanation.byDefault(),
                Considered.location(manifest, "spec.defaultAction"),
                Considered.all(explanation, question, profiles),
                remarks(question, possible),
                SyscallTable.linux().knows(question.syscall()));
    }

    private static Optional<Verdict> verdict(
            Arguments arguments, Map<Conditions, Verdict> possible, Verdict byDefault) {
        Set<Verdict> outcomes = new LinkedHashSet<>(possible.values());
        boolean sure = possible.keySet().stream()
                .anyMatch(conditions -> arguments.satisfy(conditions).equals(Optional.of(true)));
        if (!sure) {
            outcomes.add(byDefault);
        }
        return outcomes.size() == 1 ? Optional.of(outcomes.iterator().next()) : Optional.empty();
    }

    private static List<String> remarks(Question question, Map<Conditions, Verdict> possible) {
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
            remarks.add(architecture.goName().orElse(architecture.kernelName()) + " has no syscall " + syscall
                    + ": programs there cannot make it, and runtimes skip the name");
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
        return remarks;
    }
}
