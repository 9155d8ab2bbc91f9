package dev.portcullis.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.RuleFilter;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.api.Uint64;
import dev.portcullis.capability.Capability;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.ProfileStack;
import dev.portcullis.seccomp.Reading;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a profile may be under a ceiling, and what it is told when it is above. */
class CeilingTest {

    private static final Renderer RENDERER = new Renderer(Path.of("/run/portcullis-listeners"));
    private static final String DENY = "SCMP_ACT_ERRNO";
    private static final String ALLOW = "SCMP_ACT_ALLOW";

    @Test
    void theExcessIsWhatDiffPrints() {
        assertThat(told(spec(DENY, rule(ALLOW, "read", "write")), spec(DENY, rule(ALLOW, "bpf", "read", "setns"))))
                .isEqualTo("allows more than the ceiling top; compared with it:\n"
                        + "  bpf, setns: failed with EPERM, now allowed");
    }

    @Test
    void aProfileThatAllowsLessIsWithin() {
        assertThat(told(spec(DENY, rule(ALLOW, "read", "write")), spec("SCMP_ACT_KILL_PROCESS", rule(ALLOW, "read"))))
                .isEmpty();
    }

    @Test
    void anErrnoIsMoreThanDeathAndAnotherErrnoIsNot() {
        assertThat(told(spec("SCMP_ACT_KILL_PROCESS", rule(ALLOW, "read")), spec(DENY, rule(ALLOW, "read"))))
                .contains("every syscall that no rule names (named: read): killed the process, now fails with EPERM");
        SyscallRule other = new SyscallRule(List.of("clone3"), null, DENY, 38, null, null, null, null, null);
        assertThat(told(spec(DENY, rule(ALLOW, "read")), spec(DENY, other))).isEmpty();
    }

    @Test
    void anArchitectureThatTheCeilingKillsIsMore() {
        assertThat(told(spec(DENY), spec(DENY, List.of("SCMP_ARCH_X86"))))
                .contains("SCMP_ARCH_X86: its calls were killed");
    }

    @Test
    void conditionsOnNodesAreComparedOnEachKindOfNode() {
        SyscallRule onArm = new SyscallRule(
                List.of("bpf"),
                null,
                ALLOW,
                null,
                null,
                null,
                null,
                new RuleFilter(null, List.of("arm64"), null),
                null);
        assertThat(told(spec(DENY), spec(DENY, onArm)))
                .contains("bpf: failed with EPERM, now allowed (on nodes: arm64)");
    }

    @Test
    void bothAreResolvedForTheSameCapabilities() {
        SyscallRule withAdmin = new SyscallRule(
                List.of("mount"),
                null,
                ALLOW,
                null,
                null,
                null,
                null,
                new RuleFilter(List.of("CAP_SYS_ADMIN"), null, null),
                null);
        SeccompProfileSpec conditional = spec(DENY, withAdmin);
        SeccompProfileSpec always = spec(DENY, rule(ALLOW, "mount"));
        Target admin = new Target(Set.of(Capability.SYS_ADMIN), null, null);
        assertThat(told(conditional, always, Target.UNPRIVILEGED)).contains("mount: ");
        assertThat(told(conditional, always, admin)).isEmpty();
        assertThat(told(spec(DENY), conditional, Target.UNPRIVILEGED)).isEmpty();
        assertThat(told(spec(DENY), conditional, admin)).contains("mount: ");
    }

    @Test
    void tenLinesAreToldAndTheOthersCounted() {
        SyscallRule[] rules =
                IntStream.range(0, 13).mapToObj(i -> rule(ALLOW, "fsopen", i)).toArray(SyscallRule[]::new);
        List<SyscallRule> each = new ArrayList<>();
        List<String> names = List.of(
                "bpf",
                "mount",
                "umount2",
                "ptrace",
                "setns",
                "unshare",
                "reboot",
                "swapon",
                "swapoff",
                "kexec_load",
                "acct",
                "quotactl",
                "init_module");
        IntStream.range(0, 13)
                .forEach(i -> each.add(new SyscallRule(
                        List.of(names.get(i)), null, ALLOW, null, null, rules[i].args(), null, null, null)));
        String told = told(spec(DENY), spec(DENY, each.toArray(SyscallRule[]::new)));
        assertThat(told.lines()).hasSize(12);
        assertThat(told).endsWith("\n  and 3 more; portcullis diff with the ceiling first prints all");
    }

    @Test
    void aRendererHoldsProfilesToIt() {
        Ceiling ceiling = new Ceiling("top", stack(spec(DENY, rule(ALLOW, "read"))));
        Renderer limited = RENDERER.within(ceiling);
        assertThat(limited.render("web", spec(DENY, rule(ALLOW, "read")), Bases.NONE, Set.of()))
                .isInstanceOf(Rendering.Rendered.class);
        assertThat(limited.render("web", spec(DENY, rule(ALLOW, "bpf")), Bases.NONE, Set.of()))
                .isInstanceOfSatisfying(Rendering.Refused.class, refused -> assertThat(refused.findings())
                        .extracting(Finding::code)
                        .containsExactly(Finding.Code.ABOVE_CEILING));
    }

    @Test
    void aProfileIsJudgedOnItsBases() {
        Ceiling ceiling = new Ceiling("top", stack(spec(DENY, rule(ALLOW, "read"))));
        SeccompProfileSpec onBase =
                new SeccompProfileSpec(List.of("base"), DENY, null, null, null, null, null, null, null, List.of());
        Map<String, SeccompProfileSpec> bases = Map.of("base", spec(DENY, rule(ALLOW, "bpf")));
        assertThat(RENDERER.within(ceiling)
                        .render("web", onBase, name -> Optional.ofNullable(bases.get(name)), Set.of()))
                .isInstanceOf(Rendering.Refused.class);
    }

    @Test
    void theLargestProfilesAreJudgedInSeconds() {
        // On one syscall, with about as many conditions as can be rendered.
        SeccompProfileSpec even = conditional(35_000, i -> 2 * i);
        SeccompProfileSpec odd = conditional(35_000, i -> 2 * i + 1);
        SeccompProfileSpec half = conditional(17_000, i -> 2 * i);
        // As many names as can be rendered, each with some conditions.
        SeccompProfileSpec wide = named(1000, 40, i -> 2 * i);
        SeccompProfileSpec other = named(1000, 40, i -> 2 * i + 1);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            assertThat(told(even, even)).isEmpty();
            assertThat(told(even, half)).isEmpty();
            assertThat(told(even, odd)).contains("socket: too many conditions on arguments to compare");
            assertThat(told(spec(DENY), even)).contains("socket");
            assertThat(told(wide, wide)).isEmpty();
            assertThat(told(wide, other)).contains("call0");
            assertThat(told(spec(DENY), other)).contains("call0");
        });
    }

    /** Rules on the first arguments of many syscalls, other ones for each. */
    private static SeccompProfileSpec named(int names, int rules, LongFunction<Long> value) {
        String[] all = IntStream.range(0, names).mapToObj(i -> "call" + i).toArray(String[]::new);
        return spec(
                DENY,
                IntStream.range(0, names)
                        .boxed()
                        .flatMap(n -> LongStream.range(0, rules).mapToObj(i -> rule(ALLOW, all[n], value.apply(i + n))))
                        .toArray(SyscallRule[]::new));
    }

    /** Rules on the first argument of one syscall. */
    private static SeccompProfileSpec conditional(int rules, LongFunction<Long> value) {
        return spec(
                DENY,
                LongStream.range(0, rules)
                        .mapToObj(i -> rule(ALLOW, "socket", value.apply(i)))
                        .toArray(SyscallRule[]::new));
    }

    private static String told(SeccompProfileSpec ceiling, SeccompProfileSpec judged) {
        return told(ceiling, judged, Target.UNPRIVILEGED);
    }

    private static String told(SeccompProfileSpec ceiling, SeccompProfileSpec judged, Target target) {
        return new Ceiling("top", stack(ceiling))
                .findings(stack(judged), target).stream()
                        .map(Finding::message)
                        .findFirst()
                        .orElse("");
    }

    private static ProfileStack stack(SeccompProfileSpec spec) {
        return ((Reading.Read) RENDERER.read("any", spec, Bases.NONE, Set.of())).stack();
    }

    private static SeccompProfileSpec spec(String defaultAction, SyscallRule... rules) {
        return new SeccompProfileSpec(null, defaultAction, null, null, null, null, null, null, null, List.of(rules));
    }

    private static SeccompProfileSpec spec(String defaultAction, List<String> architectures) {
        return new SeccompProfileSpec(
                null, defaultAction, null, null, architectures, null, null, null, null, List.of());
    }

    private static SyscallRule rule(String action, String... names) {
        return new SyscallRule(List.of(names), null, action, null, null, null, null, null, null);
    }

    private static SyscallRule rule(String action, String name, long first) {
        ArgumentCondition condition = new ArgumentCondition(0, new Uint64(first), null, "SCMP_CMP_EQ");
        return new SyscallRule(List.of(name), null, action, null, null, List.of(condition), null, null, null);
    }
}
