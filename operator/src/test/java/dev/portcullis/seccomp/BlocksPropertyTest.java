package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.SeccompProfileSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * For every profile and block, the profile with the block lets nothing through that either denies, and does otherwise what
 * it did. Judged by the project's model of libseccomp; BlockAgreementIT asks libseccomp itself.
 */
class BlocksPropertyTest {

    private static final List<Architecture> ARCHITECTURES =
            List.of(Architecture.X86_64, Architecture.X86, Architecture.ARM64, Architecture.S390X);
    private static final int CALLS = 150;

    private final Renderer renderer = new Renderer(Path.of("/"));

    @Property
    void aBlockDeniesWhatItSaysAndNothingElse(@ForAll long seed) {
        BlockedProfiles random = new BlockedProfiles(new Random(seed));
        List<String> syscalls = random.syscalls();
        SeccompProfileSpec spec = random.profile(List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86"), syscalls);
        DenialReading one = DenialReading.of("one", random.block(syscalls));
        DenialReading two = DenialReading.of("two", random.block(syscalls));
        Restriction restriction = Restriction.of(
                new Random(seed).nextBoolean()
                        ? List.of(one.restriction())
                        : List.of(one.restriction(), two.restriction()));
        assertThat(one.errors()).isEmpty();
        for (Architecture node : List.of(Architecture.X86_64, Architecture.ARM64, Architecture.S390X)) {
            Filter filter = filter(spec, node);
            if (filter == null) {
                Statistics.collect("refused");
                return;
            }
            FilterRestriction.Restricted restricted = FilterRestriction.of(filter, restriction, node);
            for (Architecture through : ARCHITECTURES) {
                if (through == node || (node == Architecture.X86_64 && through == Architecture.X86)) {
                    compare(filter, restricted, restriction, node, through, spec);
                }
            }
        }
    }

    private @Nullable Filter filter(SeccompProfileSpec spec, Architecture node) {
        Target target = new Target(Set.of(), node, null);
        return renderer.render("profile", spec, Bases.NONE, target) instanceof Rendering.Rendered
                        && renderer.read("profile", spec, Bases.NONE, Set.of()) instanceof Reading.Read read
                ? read.stack().resolvedFor(target)
                : null;
    }

    private static void compare(
            Filter filter,
            FilterRestriction.Restricted restricted,
            Restriction restriction,
            Architecture node,
            Architecture through,
            SeccompProfileSpec spec) {
        FilterModel before = new FilterModel(filter, through);
        FilterModel after = new FilterModel(restricted.filter(), through);
        if (!before.failures().isEmpty()) {
            Statistics.collect("not built");
            return;
        }
        assertThat(after.failures()).as(spec + " " + restriction).isEmpty();
        Set<String> numbers = new LinkedHashSet<>(List.of("read", "socketcall", "ipc"));
        restriction.denials().forEach(denial -> numbers.addAll(denial.syscalls()));
        filter.rules().forEach(rule -> numbers.addAll(rule.names()));
        numbers.removeIf(number -> SyscallTable.linux().number(through, number).isEmpty());
        for (String number : numbers) {
            List<Conditions> conditions = new ArrayList<>(before.conditions(number));
            conditions.addAll(after.conditions(number));
            restriction.denials().stream()
                    .filter(denial -> denial.syscalls().contains(number))
                    .forEach(denial -> conditions.add(ArgumentOrder.on(node, number, denial.conditions())));
            boolean whole = isWhole(restricted.costs(), number);
            Halves.of(conditions, through.has64Bits()).calls(CALLS).forEach(call -> {
                Verdict was = before.verdict(number, call);
                Verdict is = after.verdict(number, call);
                Optional<Verdict> denied = denied(restriction, node, through, number, call);
                String said = spec + "\n" + restriction + "\n" + after.conditions(number) + "\n" + number + " "
                        + Arrays.toString(call) + " through " + through + " on " + node + ": " + was + " -> " + is
                        + ", block " + denied + restricted.costs();
                if (!was.action().letsThrough() || denied.isPresent()) {
                    assertThat(is.action().letsThrough()).as(said).isFalse();
                } else if (!is.equals(was)) {
                    assertThat(is.action().letsThrough()).as(said).isFalse();
                    assertThat(whole || beyond32Bits(call)).as(said).isTrue();
                }
                boolean kept =
                        was.action().letsThrough() ? denied.isEmpty() || is.equals(denied.get()) : is.equals(was);
                Statistics.label("verdict").collect(kept ? "its own" : "another that denies");
            });
            Statistics.label("syscalls")
                    .collect(whole ? "whole" : restricted.costs().isEmpty() ? "unchanged" : "divided");
        }
    }

    private static boolean isWhole(SortedMap<String, SortedSet<String>> costs, String number) {
        return costs.values().stream()
                .flatMap(Set::stream)
                .anyMatch(cost -> cost.contains(number + " is denied with any"));
    }

    private static boolean beyond32Bits(long[] call) {
        long high = 0;
        for (long argument : call) {
            high |= argument >>> Integer.SIZE;
        }
        return high != 0;
    }

    private static Optional<Verdict> denied(
            Restriction restriction, Architecture node, Architecture through, String number, long[] call) {
        return restriction.denials().stream()
                .filter(denial -> denies(denial, node, through, number, call))
                .map(Denial::verdict)
                .findFirst();
    }

    private static boolean denies(Denial denial, Architecture node, Architecture through, String number, long[] call) {
        boolean own = denial.syscalls().contains(number)
                && NarrowArguments.seen(number, denial.conditions()).stream()
                        .map(conditions -> ArgumentOrder.on(node, number, conditions))
                        .anyMatch(conditions -> (through.has64Bits() ? conditions : conditions.lowerHalf()).hold(call));
        return own
                || (MultiplexedCalls.areOn(through)
                        && MultiplexedCalls.behind(number)
                                .filter(calls -> denial.syscalls().stream()
                                        .filter(calls.choices()::containsKey)
                                        .filter(syscall -> !NarrowArguments.seen(syscall, denial.conditions())
                                                .isEmpty())
                                        .anyMatch(syscall -> (call[0] & 0xffff) == calls.choice(syscall)))
                                .isPresent());
    }
}
