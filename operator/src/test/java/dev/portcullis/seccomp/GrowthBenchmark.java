package dev.portcullis.seccomp;

import dev.portcullis.api.SyscallRule;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How rendering grows with the rules, and with the profiles that these are spread over. Run by {@code make bench}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class GrowthBenchmark {

    private static final Renderer RENDERER = new Renderer(Path.of("/run/portcullis-listeners"));

    /** One profile. */
    @State(Scope.Benchmark)
    public static class Rules {

        @Param({"100", "1000", "10000"})
        public int rules;

        private LargeChains profile = LargeChains.of(1, i -> List.of());

        @Setup
        public void fill() {
            profile = LargeChains.of(1, i -> conditional(0, rules));
        }
    }

    /** As many rules in a chain of profiles. */
    @State(Scope.Benchmark)
    public static class Chain {

        @Param({"1", "4", "16"})
        public int profiles;

        private LargeChains chain = LargeChains.of(1, i -> List.of());

        @Setup
        public void fill() {
            int each = 1600 / profiles;
            chain = LargeChains.of(profiles, i -> conditional(i * each, each));
        }
    }

    @Benchmark
    public Rendering rules(Rules state) {
        return state.profile.render(RENDERER);
    }

    @Benchmark
    public Rendering chain(Chain state) {
        return state.chain.render(RENDERER);
    }

    /** Rules of three syscalls and two conditions each; every syscall is in many. */
    private static List<SyscallRule> conditional(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(k -> LargeChains.allow(
                        LargeChains.names(k % 300, 3), LargeChains.arg(0, k), LargeChains.arg(k % 5 + 1, k)))
                .toList();
    }
}
