package dev.portcullis.source;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.seccomp.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a profile adds to the profiles that it is built on. */
public final class Remainder {

    private Remainder() {}

    /**
     * The profile on top of its bases: a syscall that it allows and that they allow already is left out.
     *
     * @param bases their names, in order
     * @param allowedByBases whether the bases alone allow a syscall whatever its arguments are
     */
    public static SeccompProfileSpec of(SeccompProfileSpec spec, List<String> bases, Predicate<String> allowedByBases) {
        List<SyscallRule> rules = new ArrayList<>();
        for (SyscallRule rule : orEmpty(spec.syscalls())) {
            if (isPlainAllow(rule)) {
                remaining(rule, allowedByBases).ifPresent(rules::add);
            } else {
                rules.add(rule);
            }
        }
        return new SeccompProfileSpec(
                Stream.concat(bases.stream(), orEmpty(spec.baseProfiles()).stream())
                        .distinct()
                        .toList(),
                spec.defaultAction(),
                spec.defaultErrnoRet(),
                spec.defaultErrno(),
                spec.architectures(),
                spec.archMap(),
                spec.flags(),
                spec.listenerPath(),
                spec.listenerMetadata(),
                rules.isEmpty() ? null : rules);
    }

    private static Optional<SyscallRule> remaining(SyscallRule rule, Predicate<String> allowedByBases) {
        List<String> names = Stream.concat(orEmpty(rule.names()).stream(), Stream.ofNullable(rule.name()))
                .filter(name -> !allowedByBases.test(name))
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new SyscallRule(
                        names,
                        null,
                        rule.action(),
                        rule.errnoRet(),
                        rule.errno(),
                        rule.args(),
                        rule.comment(),
                        rule.includes(),
                        rule.excludes()));
    }

    private static boolean isPlainAllow(SyscallRule rule) {
        return Objects.equals(rule.action(), Action.ALLOW.ociName())
                && orEmpty(rule.args()).isEmpty()
                && rule.includes() == null
                && rule.excludes() == null;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
