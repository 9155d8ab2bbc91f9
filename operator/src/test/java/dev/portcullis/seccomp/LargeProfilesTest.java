package dev.portcullis.seccomp;

import static dev.portcullis.seccomp.LargeChains.allow;
import static dev.portcullis.seccomp.LargeChains.arg;
import static dev.portcullis.seccomp.LargeChains.names;
import static dev.portcullis.seccomp.LargeChains.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.RuleFilter;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever the API server accepts is rendered or refused in about a second; the limit here is what a busy machine may take
 * for it, and far less than the minutes of an algorithm that compares everything with everything.
 */
class LargeProfilesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Renderer renderer = new Renderer(Path.of("/run/portcullis-listeners"));

    /** Sixteen profiles below each other, in all as much as may be composed; each kind hurts somewhere else. */
    enum Kind {
        ONE_SYSCALL_UNDER_MANY_CONDITIONS,
        MANY_UNKNOWN_NAMES,
        MANY_RULES_WITH_UNKNOWN_NAMES,
        THE_SAME_SYSCALLS_EVERYWHERE,
        RULES_THAT_OUTWEIGH_EACH_OTHER,
        A_DOCUMENT_FOR_EVERY_ARCHITECTURE,
        EVERYTHING_WRONG,
        RULES_THAT_CONTRADICT;

        private List<SyscallRule> rules(int i) {
            return switch (this) {
                case ONE_SYSCALL_UNDER_MANY_CONDITIONS -> each(500, k -> allow(List.of("socket"), six(i * 500L + k)));
                case MANY_UNKNOWN_NAMES -> each(3, k -> allow(names(i * 3000 + k * 1000, 1000)));
                case MANY_RULES_WITH_UNKNOWN_NAMES -> each(250, k -> allow(names(i * 3000 + k * 12, 12)));
                case THE_SAME_SYSCALLS_EVERYWHERE ->
                    each(1000, k -> rule(allowOrLog(k), names(0, 3), arg(0, i * 1000L + k)));
                case RULES_THAT_OUTWEIGH_EACH_OTHER ->
                    each(500, k -> rule(allowOrLog(k), names(k, 3), arg(0, k), arg(k % 6, k)));
                case A_DOCUMENT_FOR_EVERY_ARCHITECTURE ->
                    each(800, k -> onlyOn(ARCHES.get(k % ARCHES.size()), i * 800L + k));
                case EVERYTHING_WRONG -> each(500, k -> rule("SCMP_ACT_ALOW", names(k, 6), arg(7, k)));
                case RULES_THAT_CONTRADICT -> each(1000, k -> rule(allowOrLog(k), names(0, 3), arg(0, k / 2)));
            };
        }

        LargeChains chain(int profiles) {
            return LargeChains.of(profiles, this::rules);
        }
    }

    private static final List<String> ARCHES =
            List.of("amd64", "x86", "arm64", "arm", "ppc64le", "s390x", "riscv64", "loong64", "mipsel64");

    @ParameterizedTest
    @EnumSource
    void aChainOfSixteenIsRenderedOrRefusedSoon(Kind kind) {
        LargeChains chain = kind.chain(16);
        assertThat(chain.specs().values().stream()
                        .map(SpecSize::of)
                        .reduce(SpecSize.NONE, SpecSize::plus)
                        .isTooLarge())
                .isFalse();
        assertTimeoutPreemptively(
                LIMIT, () -> assertThat(findings(chain.render(renderer))).hasSizeLessThanOrEqualTo(Findings.MAX + 10));
    }

    /** The same in one profile, as far as it may be one: what stands against it is looked for in its own rules alone. */
    @ParameterizedTest
    @EnumSource
    void oneProfileOfAllTheirRulesIsJudgedInTimeToo(Kind kind) {
        List<SyscallRule> rules = new ArrayList<>();
        kind.chain(16).specs().values().forEach(spec -> rules.addAll(ProfileReader.orEmpty(spec.syscalls())));
        SeccompProfileSpec all = LargeChains.spec(null, rules);
        assertTimeoutPreemptively(
                LIMIT, () -> assertThat(findings(renderer.render("all", all, Bases.NONE, Target.UNPRIVILEGED)))
                        .hasSizeLessThanOrEqualTo(Findings.MAX + 10));
    }

    /**
     * Twice the rules take about twice the time: four times would be a comparison of each with each. In CPU time of this
     * thread, so that other work on the machine counts little.
     */
    @ParameterizedTest
    @EnumSource
    void timeGrowsWithTheRules(Kind kind) {
        long half = milliseconds(kind.chain(8));
        long whole = milliseconds(kind.chain(16));
        assertThat(whole).as("for twice the rules that take %d ms", half).isLessThan(3 * half + 150);
    }

    /** The best of three. */
    private long milliseconds(LargeChains chain) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return IntStream.range(0, 3)
                .mapToLong(i -> {
                    long begun = threads.getCurrentThreadCpuTime();
                    chain.render(renderer);
                    return Duration.ofNanos(threads.getCurrentThreadCpuTime() - begun)
                            .toMillis();
                })
                .min()
                .orElseThrow();
    }

    /** More than may be composed: refused before it costs anything. */
    @Test
    void sixteenTimesHalfAMegabyteOfConditionsIsAnsweredAtOnce() {
        LargeChains chain = LargeChains.of(
                16, i -> each(1000, k -> allow(names(k, 30), arg(0, i * 1000L + k), arg(1, k), arg(2, k), arg(3, k))));
        assertThat(SpecSize.of(chain.top()).bytes()).isGreaterThan(500_000);
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(findings(chain.render(renderer)))
                .singleElement()
                .extracting(Finding::code)
                .isEqualTo(Finding.Code.PROFILE_TOO_LARGE));
    }

    private static List<Finding> findings(Rendering rendering) {
        return switch (rendering) {
            case Rendering.Rendered rendered -> rendered.warnings();
            case Rendering.Refused refused -> refused.findings();
        };
    }

    private static String allowOrLog(int rule) {
        return rule % 2 == 0 ? "SCMP_ACT_ALLOW" : "SCMP_ACT_LOG";
    }

    private static List<SyscallRule> each(int rules, Function<Integer, SyscallRule> rule) {
        return IntStream.range(0, rules).boxed().map(rule).toList();
    }

    private static ArgumentCondition[] six(long value) {
        return IntStream.range(0, 6).mapToObj(i -> arg(i, value)).toArray(ArgumentCondition[]::new);
    }

    private static SyscallRule onlyOn(String arch, long value) {
        return new SyscallRule(
                names(0, 3),
                null,
                "SCMP_ACT_ALLOW",
                null,
                null,
                List.of(arg(0, value)),
                null,
                new RuleFilter(null, List.of(arch), null),
                null);
    }
}
