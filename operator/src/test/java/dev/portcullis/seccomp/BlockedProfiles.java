package dev.portcullis.seccomp;

import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.BlockedSyscalls;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Random profiles and blocks of few syscalls, values and operators each, so that they meet. */
record BlockedProfiles(Random random, Draw draw) {

    private static final List<String> SYSCALLS = List.of(
            "socket",
            "setsockopt",
            "bind",
            "socketcall",
            "shmget",
            "ipc",
            "clone",
            "clone3",
            "ioctl",
            "mmap",
            "modify_ldt",
            "keyctl");
    private static final List<Long> SMALL = List.of(0L, 1L, 2L, 5L, 9L, 38L, 40L, 0xffL, 0x10000000L, 0xffffffffL);
    private static final List<Long> LARGE = List.of(1L << 32, (1L << 32) + 38, -1L);
    private static final List<String> DENYING = List.of("SCMP_ACT_ERRNO", "SCMP_ACT_TRAP", "SCMP_ACT_KILL_PROCESS");
    private static final List<String> LETTING =
            List.of("SCMP_ACT_ALLOW", "SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE");

    BlockedProfiles(Random random) {
        this(random, new Draw(random));
    }

    /** A profile whose filter covers these architectures; null for a node's own. */
    SeccompProfileSpec profile(@Nullable List<String> architectures, List<String> syscalls) {
        boolean denies = random.nextInt(3) > 0;
        List<Operator> operators = draw.some(Arrays.asList(Operator.values()), 3);
        List<Long> values = values();
        int rules = random.nextInt(5);
        return new SeccompProfileSpec(
                null,
                denies ? draw.one(DENYING) : draw.one(LETTING),
                denies && random.nextInt(3) == 0 ? Integer.valueOf(13) : null,
                null,
                architectures,
                null,
                null,
                null,
                null,
                Stream.concat(
                                alwaysAllowed(denies),
                                IntStream.range(0, rules)
                                        .mapToObj(i -> new SyscallRule(
                                                draw.some(syscalls, 3),
                                                null,
                                                random.nextInt(4) > 0 == denies ? draw.one(LETTING) : draw.one(DENYING),
                                                null,
                                                null,
                                                args(operators, values),
                                                null,
                                                null,
                                                null)))
                        .toList());
    }

    /** As any profile under which programs run: without such a rule libseccomp makes filters that say something else. */
    private static Stream<SyscallRule> alwaysAllowed(boolean denies) {
        SyscallRule rule =
                new SyscallRule(List.of("getpid"), null, "SCMP_ACT_ALLOW", null, null, null, null, null, null);
        return denies ? Stream.of(rule) : Stream.empty();
    }

    /** What a block denies. */
    List<BlockedSyscalls> block(List<String> syscalls) {
        List<Operator> operators = draw.some(Arrays.asList(Operator.values()), 2);
        List<Long> values = values();
        return IntStream.range(0, 1 + random.nextInt(2))
                .mapToObj(i -> new BlockedSyscalls(
                        draw.some(syscalls, 2),
                        args(operators, values),
                        random.nextInt(3) == 0 ? Integer.valueOf(38) : null,
                        null,
                        null))
                .toList();
    }

    /** Few syscalls for a profile and its blocks. */
    List<String> syscalls() {
        return draw.some(SYSCALLS, 4);
    }

    private List<Long> values() {
        List<Long> values = draw.some(SMALL, 3);
        if (random.nextInt(6) == 0) {
            values.add(draw.one(LARGE));
        }
        return values;
    }

    private List<ArgumentCondition> args(List<Operator> operators, List<Long> values) {
        return random.nextInt(3) == 0
                ? List.of()
                : draw.conditions(draw.some(List.of(0, 1, 2), random.nextInt(3) == 0 ? 2 : 1), operators, values);
    }
}
