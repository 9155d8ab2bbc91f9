package dev.portcullis.seccomp;

import static dev.portcullis.seccomp.ProfileReader.orEmpty;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.RuleFilter;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.capability.Capability;
import dev.portcullis.wording.EditDistance;
import dev.portcullis.wording.NameList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds rules of a profile that do not do what they seem to. Each base reports its own. */
final class RuleWarnings {

    /** Each hint searches all names; with more unknown names than this, they are no typing slips. */
    private static final int MAX_HINTS = 100;

    private static final SyscallTable TABLE = SyscallTable.linux();

    private final List<SyscallRule> written;
    private final List<ConditionalRule> rules;
    private final Outweighed outweighed;
    private final Findings findings;
    private int hints = MAX_HINTS;

    RuleWarnings(SeccompProfileSpec spec, ProfileStack stack, Outweighed outweighed, Findings findings) {
        this.written = orEmpty(spec.syscalls());
        this.rules = stack.top().rules();
        this.outweighed = outweighed;
        this.findings = findings;
    }

    void check() {
        for (int i = 0; i < rules.size() && !findings.isFull(); i++) {
            String location = "spec.syscalls[" + i + "]";
            names(rules.get(i).rules().getFirst(), location);
            clause(written.get(i).includes(), location + ".includes");
            clause(written.get(i).excludes(), location + ".excludes");
            neverApplies(i, location);
            isForNobody(rules.get(i), location);
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
                            + NameList.of(unknown, name -> hint(name, () -> TABLE.nearest(name)))
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
                            + NameList.of(caps, name -> hint(name, () -> meantBy(name)))
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

    /** Warns of a rule that is in no document, for any node and any container. */
    private void isForNobody(ConditionalRule rule, String location) {
        Set<Architecture> arches = rule.includes().architectures();
        if (arches != null && !arches.isEmpty() && arches.stream().noneMatch(one -> isWithNodes(one, rule))) {
            boolean ofNodes = arches.stream().anyMatch(Architecture::isOfNodes);
            String names = NameList.of(
                    arches.stream().map(Architecture::conditionName).sorted().toList());
            findings.add(
                    Finding.Code.NEVER_APPLIES,
                    location + (ofNodes ? ".excludes.arches" : ".includes.arches"),
                    ofNodes
                            ? "takes away everything that the rule includes, " + names
                                    + ", so that it is in no document; correct one of the two lists"
                            : "the rule is for " + names
                                    + " alone, and no node is that; correct the list, or remove the" + " rule");
        }
        Set<Capability> both = EnumSet.noneOf(Capability.class);
        both.addAll(rule.includes().capabilities());
        both.retainAll(rule.excludes().capabilities());
        if (!both.isEmpty()) {
            findings.add(
                    Finding.Code.NEVER_APPLIES,
                    location + ".excludes.caps",
                    "includes and excludes both name "
                            + NameList.of(
                                    both.stream().map(Capability::fullName).toList())
                            + ", so the rule is in no document; remove one of the two");
        }
    }

    private static boolean isWithNodes(Architecture architecture, ConditionalRule rule) {
        Set<Architecture> excluded = rule.excludes().architectures();
        return architecture.isOfNodes() && (excluded == null || !excluded.contains(architecture));
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
            } else if (arg.op().equals(Operator.MASKED_EQ.ociName())
                    && arg.value().bits() == 0) {
                findings.add(
                        Finding.Code.ALWAYS_HOLDS,
                        location + "[" + i + "].value",
                        "a mask without a bit is met by every argument, and libseccomp drops the condition; write the"
                                + " bits that matter, or remove it");
            }
        }
    }

    private void neverApplies(int index, String location) {
        List<Rule> alternatives = rules.get(index).rules();
        for (int i = 0; i < alternatives.size(); i++) {
            for (Condition condition : alternatives.get(i).conditions().all()) {
                if (!condition.isPossible()) {
                    findings.add(
                            Finding.Code.NEVER_APPLIES,
                            location + ".args",
                            condition + " never holds; correct the numbers, or remove the rule");
                }
            }
            Outweighed.Found names = outweighed.in(index, i);
            if (!names.byFewer().isEmpty()) {
                findings.add(
                        Finding.Code.NEVER_APPLIES,
                        location,
                        "another rule decides " + NameList.of(names.byFewer())
                                + " with fewer conditions or none, which outweighs this one; keep one of the two");
            }
            if (!names.bySame().isEmpty()) {
                findings.add(
                        Finding.Code.NEVER_APPLIES,
                        location,
                        "another rule decides " + NameList.of(names.bySame())
                                + " under the same conditions, and this one is left out; keep one of the two");
            }
        }
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

    private String hint(String name, Supplier<Optional<String>> nearest) {
        return (hints-- > 0 ? nearest.get() : Optional.<String>empty())
                .map(near -> name + " (did you mean " + near + "?)")
                .orElse(name);
    }
}
