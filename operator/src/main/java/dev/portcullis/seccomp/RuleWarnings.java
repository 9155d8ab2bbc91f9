package dev.portcullis.seccomp;

import static dev.portcullis.seccomp.ProfileReader.orEmpty;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.RuleFilter;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.capability.Capability;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks for rules of a profile that do not do what they seem to. Rules of its bases are theirs to tell. */
final class RuleWarnings {

    private static final SyscallTable TABLE = SyscallTable.linux();

    private final List<SyscallRule> written;
    private final List<ConditionalRule> rules;
    private final List<Resolved> resolved;
    private final Findings findings;

    RuleWarnings(SeccompProfileSpec spec, ProfileStack stack, List<Resolved> resolved, Findings findings) {
        this.written = orEmpty(spec.syscalls());
        this.rules = stack.top().rules();
        this.resolved = resolved;
        this.findings = findings;
    }

    void check() {
        for (int i = 0; i < rules.size(); i++) {
            String location = "spec.syscalls[" + i + "]";
            names(rules.get(i).rules().getFirst(), location);
            clause(written.get(i).includes(), location + ".includes");
            clause(written.get(i).excludes(), location + ".excludes");
            neverApplies(rules.get(i), location);
            masks(orEmpty(written.get(i).args()), location + ".args");
        }
    }

    private void names(Rule rule, String location) {
        if (rule.names().isEmpty()) {
            findings.add(Finding.Code.NO_SYSCALLS, location, "the rule names no syscall and does nothing; remove it");
        }
        List<String> unknown =
                rule.names().stream().filter(name -> !TABLE.knows(name)).toList();
        if (!unknown.isEmpty()) {
            findings.add(
                    Finding.Code.UNKNOWN_SYSCALL,
                    location + ".names",
                    "no architecture has "
                            + NameList.of(unknown, name -> hint(name, TABLE.nearest(name)))
                            + "; runtimes skip such names without a word");
        }
    }

    private void clause(@Nullable RuleFilter filter, String location) {
        if (filter == null) {
            return;
        }
        List<String> caps = orEmpty(filter.caps()).stream()
                .filter(name -> Capability.named(name).isEmpty())
                .toList();
        if (!caps.isEmpty()) {
            findings.add(
                    Finding.Code.UNKNOWN_CAPABILITY,
                    location + ".caps",
                    "Linux has no capability "
                            + NameList.of(caps, name -> hint(name, meantBy(name)))
                            + "; no container has it");
        }
        List<String> arches = orEmpty(filter.arches()).stream()
                .filter(name -> Architecture.ofConditionName(name).isEmpty())
                .toList();
        if (!arches.isEmpty()) {
            findings.add(
                    Finding.Code.UNKNOWN_CONDITION_ARCHITECTURE,
                    location + ".arches",
                    "no architecture is called " + NameList.of(arches)
                            + " here; use names such as amd64, arm64, x86, ppc64le, s390x or riscv64");
        }
    }

    private void masks(List<ArgumentCondition> args, String location) {
        for (int i = 0; i < args.size(); i++) {
            ArgumentCondition arg = args.get(i);
            if (arg.op().equals(Operator.MASKED_EQ.ociName())
                    && arg.valueTwo() != null
                    && (arg.valueTwo().bits() & ~arg.value().bits()) != 0) {
                findings.add(
                        Finding.Code.VALUE_OUTSIDE_MASK,
                        location + "[" + i + "].valueTwo",
                        "has bits outside of the mask, which libseccomp drops; value is the mask, valueTwo what must be"
                                + " equal under it: perhaps they are swapped");
            }
        }
    }

    private void neverApplies(ConditionalRule rule, String location) {
        for (Rule alternative : rule.rules()) {
            for (Condition condition : alternative.conditions().all()) {
                if (!condition.isPossible()) {
                    findings.add(
                            Finding.Code.NEVER_APPLIES,
                            location + ".args",
                            condition + " never holds; correct the numbers, or remove the rule");
                }
            }
            List<String> outweighed = alternative.names().stream()
                    .filter(name -> isOutweighed(name, rule, alternative))
                    .toList();
            if (!outweighed.isEmpty()) {
                findings.add(
                        Finding.Code.NEVER_APPLIES,
                        location,
                        "another rule decides " + NameList.of(outweighed)
                                + " with fewer conditions or none, which outweighs this one; keep one of the two");
            }
        }
    }

    private boolean isOutweighed(String name, ConditionalRule rule, Rule alternative) {
        List<Filter> present = resolved.stream()
                .filter(one -> rule.in(one.target()) == Presence.PRESENT)
                .map(Resolved::filter)
                .toList();
        return !alternative.conditions().always()
                && !present.isEmpty()
                && present.stream().allMatch(filter -> filter.rules().stream()
                        .anyMatch(other -> other.names().contains(name) && other.outweighs(alternative)));
    }

    private static Optional<String> meantBy(String capability) {
        return Capability.named("CAP_" + capability.toUpperCase(Locale.ROOT))
                .map(Capability::fullName)
                .or(() -> EditDistance.nearest(
                        capability,
                        Arrays.stream(Capability.values())
                                .map(Capability::fullName)
                                .toList()));
    }

    private static String hint(String name, Optional<String> nearest) {
        return nearest.map(near -> name + " (did you mean " + near + "?)").orElse(name);
    }
}
