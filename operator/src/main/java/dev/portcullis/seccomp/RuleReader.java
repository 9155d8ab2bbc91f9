package dev.portcullis.seccomp;

import static dev.portcullis.seccomp.ProfileReader.emptyToNull;
import static dev.portcullis.seccomp.ProfileReader.orEmpty;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.KernelVersion;
import dev.portcullis.api.RuleFilter;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.capability.Capability;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads one rule into the domain, and collects what cannot be read. */
final class RuleReader {

    private static final int MAX_INDEX = 5;

    private final Findings findings;
    private final VerdictReader verdicts;

    RuleReader(Findings findings, VerdictReader verdicts) {
        this.findings = findings;
        this.verdicts = verdicts;
    }

    ConditionalRule read(SyscallRule rule, String location) {
        SortedSet<String> names = names(rule, location);
        Verdict verdict = verdicts.read(
                rule.action(),
                rule.errno(),
                rule.errnoRet(),
                new VerdictReader.Locations(location + ".action", location + ".errno", location + ".errnoRet"));
        List<Condition> conditions = new ArrayList<>();
        List<ArgumentCondition> args = orEmpty(rule.args());
        for (int i = 0; i < args.size(); i++) {
            condition(args.get(i), location + ".args[" + i + "]").ifPresent(conditions::add);
        }
        return new ConditionalRule(
                Conditions.alternatives(conditions).stream()
                        .map(alternative -> new Rule(names, verdict, alternative))
                        .toList(),
                clause(rule.includes(), location + ".includes"),
                clause(rule.excludes(), location + ".excludes"));
    }

    private SortedSet<String> names(SyscallRule rule, String location) {
        SortedSet<String> names = new TreeSet<>(orEmpty(rule.names()));
        String name = emptyToNull(rule.name());
        if (name != null) {
            if (!names.isEmpty()) {
                findings.add(
                        Finding.Code.CONTRADICTION,
                        location + ".name",
                        "name is the old form of names; move it there and remove it here");
            }
            names.add(name);
        }
        return names;
    }

    private Optional<Condition> condition(ArgumentCondition arg, String location) {
        Optional<Operator> operator = Operator.named(arg.op());
        if (operator.isEmpty()) {
            findings.add(
                    Finding.Code.UNKNOWN_OPERATOR,
                    location + ".op",
                    "'" + arg.op() + "' is no operator; use "
                            + Operator.meantBy(arg.op()).orElse("one of SCMP_CMP_*"));
        }
        if (arg.index() < 0 || arg.index() > MAX_INDEX) {
            findings.add(
                    Finding.Code.ARGUMENT_INDEX_OUT_OF_RANGE,
                    location + ".index",
                    arg.index() + " is no argument; a syscall has arguments 0 to " + MAX_INDEX);
            return Optional.empty();
        }
        Long valueTwo =
                arg.valueTwo() == null ? null : Long.valueOf(arg.valueTwo().bits());
        if (operator.isPresent() && operator.get() != Operator.MASKED_EQ && valueTwo != null && valueTwo != 0) {
            findings.add(
                    Finding.Code.VALUE_TWO_NOT_USED,
                    location + ".valueTwo",
                    arg.op() + " compares with value alone; remove valueTwo, or use SCMP_CMP_MASKED_EQ with the mask in"
                            + " value");
        }
        return operator.map(o -> new Condition(arg.index(), o, arg.value().bits(), valueTwo));
    }

    private ConditionalRule.Clause clause(@Nullable RuleFilter filter, String location) {
        if (filter == null) {
            return ConditionalRule.Clause.NONE;
        }
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        orEmpty(filter.caps()).forEach(name -> Capability.named(name).ifPresent(capabilities::add));
        boolean unknown = orEmpty(filter.caps()).stream()
                .anyMatch(name -> Capability.named(name).isEmpty());
        return new ConditionalRule.Clause(capabilities, unknown, architectures(filter), minKernel(filter, location));
    }

    private static @Nullable Set<Architecture> architectures(RuleFilter filter) {
        List<String> names = orEmpty(filter.arches());
        if (names.isEmpty()) {
            return null;
        }
        Set<Architecture> architectures = EnumSet.noneOf(Architecture.class);
        names.forEach(name -> Architecture.ofConditionName(name).ifPresent(architectures::add));
        return architectures;
    }

    private @Nullable KernelVersion minKernel(RuleFilter filter, String location) {
        String text = emptyToNull(filter.minKernel());
        if (text == null) {
            return null;
        }
        try {
            return KernelVersion.parse(text);
        } catch (IllegalArgumentException e) {
            findings.add(
                    Finding.Code.MALFORMED_KERNEL_VERSION, location + ".minKernel", String.valueOf(e.getMessage()));
            return null;
        }
    }
}
