package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.SimulatedFleet;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The shipped program against as many profiles as nodes; 1,000 of each with the system property {@code
 * portcullis.fleet=1000}.
 */
class LargeFleetIT {

    private static final int SIZE = Integer.getInteger("portcullis.fleet", 200);
    private static final int TIMES = 5;

    @Test
    void theFleetIsShownAtAGlance() {
        try (SimulatedFleet fleet = SimulatedFleet.of(SIZE)) {
            time("status");
            time("rollout", "status", "--all");
            Shell.Result status = ended("status");
            assertThat(status.output())
                    .contains("SeccompProfiles       %-7d %-7d 0".formatted(fleet.size(), fleet.size()))
                    .satisfies(text -> assertThat(text.lines().count()).isLessThan(60));
            assertThat(ended("rollout", "status", "--all").output())
                    .isEqualTo(fleet.size() + " of " + fleet.size() + " objects are ready\n");
        }
    }

    private static void time(String... words) {
        double[] seconds = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            assertThat(ended(words).output()).isNotEmpty();
            seconds[i] = (System.nanoTime() - start) / 1e9;
        }
        Arrays.sort(seconds);
        System.out.printf(
                "portcullis %s, %d profiles and nodes: median %.2f s, best %.2f s%n",
                String.join(" ", words), SIZE, seconds[TIMES / 2], seconds[0]);
    }

    /** No agent runs on these nodes, so their status is bad. */
    private static Shell.Result ended(String... words) {
        Shell.Ended ended = run(words);
        return words[0].equals("status") ? ended.expectFailure() : ended.expectSuccess();
    }

    private static Shell.Ended run(String... words) {
        return Shell.run(
                Map.of("KUBECONFIG", Cluster.shared().kubeconfig().toString()),
                Stream.concat(Stream.of(Repository.EXECUTABLE.toString()), Stream.of(words))
                        .toArray(String[]::new));
    }
}
