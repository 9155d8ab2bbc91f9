package dev.portcullis.seccomp;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a spec into the domain, collecting what cannot be read. */
final class ProfileReader {

    private final List<Finding> findings;

    ProfileReader(List<Finding> findings) {
        this.findings = findings;
    }

    Profile read(SeccompProfileSpec spec) {
        Verdict defaultVerdict =
                verdict(spec.defaultAction(), spec.defaultErrnoRet(), "spec.defaultAction", Action.KILL_PROCESS);
        Set<Architecture> architectures = architectures(orEmpty(spec.architectures()));
        List<Rule> rules = new ArrayList<>();
        List<SyscallRule> syscalls = orEmpty(spec.syscalls());
        for (int i = 0; i < syscalls.size(); i++) {
            rules.add(rule(syscalls.get(i), "spec.syscalls[" + i + "]"));
        }
        return new Profile(
                defaultVerdict,
                architectures,
                new TreeSet<>(orEmpty(spec.flags())),
                spec.listenerPath(),
                spec.listenerMetadata(),
                rules);
    }

    private Set<Architecture> architectures(List<String> names) {
        Set<Architecture> architectures = EnumSet.noneOf(Architecture.class);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String location = "spec.architectures[" + i + "]";
            Architecture.named(name)
                    .ifPresentOrElse(
                            architectures::add,
                            () -> add(
                                    Finding.Code.UNKNOWN_ARCHITECTURE,
                                    location,
                                    "'" + name + "' is no architecture; use one of SCMP_ARCH_*"));
        }
        return architectures;
    }

    private Rule rule(SyscallRule rule, String location) {
        Verdict verdict = verdict(rule.action(), rule.errnoRet(), location + ".action", Action.KILL_PROCESS);
        List<Condition> conditions = new ArrayList<>();
        List<ArgumentCondition> args = orEmpty(rule.args());
        for (int i = 0; i < args.size(); i++) {
            conditions.add(condition(args.get(i), location + ".args[" + i + "]"));
        }
        return new Rule(new TreeSet<>(orEmpty(rule.names())), verdict, conditions);
    }

    private Verdict verdict(String action, @Nullable Integer errno, String location, Action fallback) {
        return new Verdict(
                Action.named(action).orElseGet(() -> {
                    add(Finding.Code.UNKNOWN_ACTION, location, "'" + action + "' is no action; use one of SCMP_ACT_*");
                    return fallback;
                }),
                errno);
    }

    private Condition condition(ArgumentCondition arg, String location) {
        Operator operator = Operator.named(arg.op()).orElseGet(() -> {
            add(
                    Finding.Code.UNKNOWN_OPERATOR,
                    location + ".op",
                    "'" + arg.op() + "' is no operator; use one of SCMP_CMP_*");
            return Operator.EQ;
        });
        return new Condition(
                arg.index(),
                operator,
                arg.value().bits(),
                arg.valueTwo() == null ? null : arg.valueTwo().bits());
    }

    private void add(Finding.Code code, String location, String message) {
        findings.add(new Finding(code, location, message));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
