package dev.portcullis.seccomp;

import dev.portcullis.api.ArchitectureMapping;
import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.RuleFilter;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.api.Uint64;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Arbitrary specs over the whole dialect, with few names and values, so that rules collide. */
final class Specs {

    static final List<String> SYSCALLS = List.of("read", "write", "socket", "clone", "mount", "openat2", "nosuchcall");
    private static final List<Long> VALUES = List.of(0L, 1L, 2L, 8L, 0x10L, 0xffL, 1L << 32, Long.MIN_VALUE, -1L);
    private static final List<String> ERRNOS = List.of("", "EPERM", "ENOSYS", "EACCES", "38");

    private Specs() {}

    /**
     * A spec with the specs that it may be built on.
     *
     * @param spec the profile
     * @param known by name
     */
    record Stacked(SeccompProfileSpec spec, Map<String, SeccompProfileSpec> known) {

        Bases bases() {
            return name -> Optional.ofNullable(known.get(name));
        }
    }

    /** Specs, most of which can be rendered. */
    static Arbitrary<Stacked> stacked() {
        Arbitrary<SeccompProfileSpec> base =
                spec(lists(Arbitraries.of("a", "b"), 1).injectNull(0.8));
        Arbitrary<List<String>> names = lists(
                Arbitraries.frequencyOf(
                        Tuple.of(9, Arbitraries.of("a", "b")), Tuple.of(1, Arbitraries.just("missing"))),
                2);
        return Combinators.combine(spec(names.injectNull(0.6)), base, spec(Arbitraries.just(List.of())))
                .as((spec, a, b) -> new Stacked(spec, Map.of("a", a, "b", b)));
    }

    /** Specs with no bases. */
    static Arbitrary<SeccompProfileSpec> alone() {
        return spec(Arbitraries.just(List.of()));
    }

    private static Arbitrary<SeccompProfileSpec> spec(Arbitrary<List<String>> baseProfiles) {
        Arbitrary<String> defaults =
                Arbitraries.of("SCMP_ACT_ERRNO", "SCMP_ACT_ALLOW", "SCMP_ACT_KILL", "SCMP_ACT_LOG", "SCMP_ACT_TRACE");
        Arbitrary<@Nullable Integer> errnoRet = errnoRet();
        return Combinators.combine(
                        baseProfiles, defaults, errnoRet, architectures(), flags(), listener(), lists(rule(), 6))
                .as((bases, action, errno, architectures, flags, listener, rules) -> new SeccompProfileSpec(
                        bases,
                        action,
                        errno,
                        "",
                        architectures.listed(),
                        architectures.mapped(),
                        flags,
                        listener.orElse(null),
                        listener.isPresent() ? "data" : null,
                        rules));
    }

    static Arbitrary<SyscallRule> rule() {
        Arbitrary<String> action = Arbitraries.of(
                Arrays.stream(Action.values()).map(Action::ociName).toList());
        return Combinators.combine(
                        lists(Arbitraries.of(SYSCALLS), 3),
                        action,
                        errnoRet(),
                        Arbitraries.of(ERRNOS),
                        lists(condition(), 3),
                        filter().injectNull(0.7),
                        filter().injectNull(0.8))
                .as((names, does, errnoRet, errno, args, includes, excludes) -> new SyscallRule(
                        names.size() == 1 ? null : names,
                        names.size() == 1 ? names.getFirst() : "",
                        does,
                        errnoRet,
                        errnoRet == null ? errno : null,
                        args,
                        "why",
                        includes,
                        excludes));
    }

    private static Arbitrary<ArgumentCondition> condition() {
        Arbitrary<Operator> operator = Arbitraries.of(Operator.class);
        Arbitrary<Long> value = Arbitraries.of(VALUES);
        return Combinators.combine(Arbitraries.integers().between(0, 2), operator, value, value.injectNull(0.5))
                .as((index, op, one, two) -> new ArgumentCondition(
                        index,
                        new Uint64(one),
                        two == null ? null : new Uint64(op == Operator.MASKED_EQ ? two : 0),
                        op.ociName()));
    }

    private static Arbitrary<RuleFilter> filter() {
        return Combinators.combine(
                        lists(Arbitraries.of("CAP_SYS_ADMIN", "CAP_BPF", "CAP_NO_SUCH"), 2)
                                .injectNull(0.5),
                        lists(Arbitraries.of("amd64", "arm64", "x86", "nosuch"), 2)
                                .injectNull(0.7),
                        Arbitraries.of("", "4.8", "6.1").injectNull(0.7))
                .as(RuleFilter::new);
    }

    private record Covered(
            @Nullable List<String> listed, @Nullable List<ArchitectureMapping> mapped) {}

    private static Arbitrary<Covered> architectures() {
        List<String> names = Stream.of(Architecture.X86_64, Architecture.X86, Architecture.ARM64, Architecture.ARM)
                .map(Architecture::ociName)
                .toList();
        Arbitrary<List<String>> some = lists(Arbitraries.of(names), 3);
        Arbitrary<ArchitectureMapping> mapping =
                Combinators.combine(Arbitraries.of(names), some).as(ArchitectureMapping::new);
        return Arbitraries.oneOf(
                some.map(listed -> new Covered(listed, null)),
                lists(mapping, 2).map(mapped -> new Covered(List.of(), mapped)));
    }

    private static Arbitrary<List<String>> flags() {
        return lists(Arbitraries.of("SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW"), 2)
                .injectNull(0.5);
    }

    private static Arbitrary<Optional<String>> listener() {
        return Arbitraries.of("/run/portcullis-listeners/a.sock", "/run/portcullis-listeners/../b.sock")
                .optional(0.2);
    }

    private static Arbitrary<@Nullable Integer> errnoRet() {
        return Arbitraries.of(0, 1, 5, 38, Errno.MAX).injectNull(0.5);
    }

    private static <T> Arbitrary<List<T>> lists(Arbitrary<T> of, int most) {
        return of.list().ofMaxSize(most);
    }
}
