package dev.portcullis.operator.rollout;

import dev.portcullis.rendition.Subject;
import java.util.Map;
import java.util.Set;
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

/** How the fold of what nodes report grows with the profiles and with the nodes. Run by {@code make bench}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RolloutsBenchmark {

    @Param({"100", "1000", "10000"})
    public int profiles;

    @Param({"20", "200"})
    public int nodes;

    private final Rollouts rollouts = new Rollouts();
    private long revision;

    @Setup
    public void rollOut() {
        IntStream.range(0, nodes)
                .forEach(n -> rollouts.agent(new AgentPod(node(n), "agent-" + n, AgentPod.State.READY)));
        for (int p = 0; p < profiles; p++) {
            rollouts.carried(profile(p), ++revision);
        }
        IntStream.range(0, nodes).forEach(this::report);
        IntStream.range(0, profiles).forEach(p -> rollouts.tell(profile(p)));
    }

    /** One profile changes, every node says that it has it, and the status is told after each report with news. */
    @Benchmark
    public int oneChange() {
        rollouts.carried(profile(0), ++revision);
        int told = 0;
        for (int n = 0; n < nodes; n++) {
            for (Subject subject : report(n)) {
                rollouts.tell(subject);
                told++;
            }
        }
        return told;
    }

    private Set<Subject> report(int node) {
        return rollouts.report(node(node), new NodeReport(revision, Map.of()));
    }

    private static String node(int number) {
        return "node-" + number;
    }

    private static Subject profile(int number) {
        return Subject.profile("p" + number);
    }
}
