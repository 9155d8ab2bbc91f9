package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.ArgumentCondition;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.kernel.Oracle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What is rendered, libseccomp builds, and it means what its source means; what is refused, libseccomp refuses or never
 * returns from. Random profiles whose conditions collide, on syscalls with numbers of their own and behind socketcall and ipc. The
 * system properties {@code portcullis.libseccomp.profiles} and {@code portcullis.libseccomp.seed} try more, and others.
 *
 * <p>Larger runs find exceptions, 5 in 6,000 (seeds 7, 11 and 23), all of filters that libseccomp builds wrong: conditions on
 * socketcall or ipc themselves beside others on calls behind them, where the order of names decides; and two rules that
 * changed places, of which the filter forgets one behind ipc or on a 32-bit architecture, and so denies more than written.
 */
class LibseccompAgreementIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PROFILES = Integer.getInteger("portcullis.libseccomp.profiles", 300);
    private static final long SEED = Long.getLong("portcullis.libseccomp.seed", 1);

    private final Renderer renderer = new Renderer(Path.of("/"));

    /** The nodes, with what their filters cover. */
    private enum Node {
        AMD64(Architecture.X86_64, Architecture.X86),
        ARM64(Architecture.ARM64, Architecture.ARM),
        S390X(Architecture.S390X, null),
        PPC64LE(Architecture.PPC64LE, null);

        private final Architecture own;
        private final @Nullable Architecture covered;

        Node(Architecture own, @Nullable Architecture covered) {
            this.own = own;
            this.covered = covered;
        }

        @Nullable
        List<String> architectures() {
            return covered == null ? null : List.of(own.ociName(), covered.ociName());
        }
    }

    @Test
    void whatIsRenderedIsBuiltAndWhatIsRefusedIsNot() throws JsonProcessingException {
        Map<String, Integer> outcomes = new TreeMap<>();
        List<String> disagreements = new ArrayList<>();
        try (Oracle oracle = new Oracle()) {
            for (int i = 0; i < PROFILES; i++) {
                Random random = new Random(SEED * 1_000_003 + i);
                Node node = Node.values()[random.nextInt(Node.values().length)];
                SeccompProfileSpec spec = new Profiles(random, new Draw(random)).next(node);
                String source = JSON.writeValueAsString(spec);
                String outcome = outcome(node, spec, source, oracle);
                outcomes.merge(outcome, 1, Integer::sum);
                if (outcome.startsWith("DISAGREEMENT")) {
                    disagreements.add(node + " " + outcome + ": " + source);
                }
            }
        }
        System.out.println("libseccomp and " + PROFILES + " profiles: " + outcomes);
        assertThat(disagreements).isEmpty();
        assertThat(outcomes.keySet())
                .contains("rendered", "rendered in another order", "refused like EEXIST", "refused like endless");
    }

    private String outcome(Node node, SeccompProfileSpec spec, String source, Oracle oracle) {
        String machine = node.own.kernelName();
        return switch (renderer.render("profile", spec, Bases.NONE, new Target(Set.of(), node.own, null))) {
            case Rendering.Refused refused -> {
                Oracle.Answer answer = oracle.alone(source, machine);
                boolean exists = answer.verdict().equals("error")
                        && answer.details().getFirst().contains("errno = -17");
                yield exists
                        ? "refused like EEXIST"
                        : answer.verdict().equals("endless")
                                ? "refused like endless"
                                : "DISAGREEMENT refused " + refused.findings() + answer;
            }
            case Rendering.Rendered rendered -> {
                Oracle.Answer answer = oracle.compare(source, rendered.document(), machine, "none");
                yield !answer.equals(Oracle.Answer.SAME)
                        ? "DISAGREEMENT rendered " + answer
                        : oracle.alone(source, machine).verdict().equals("endless")
                                ? "rendered in another order"
                                : "rendered";
            }
        };
    }

    /** Profiles of few syscalls, values and operators each, so that their rules meet. */
    private record Profiles(Random random, Draw draw) {

        private static final List<String> ALONE = List.of("prctl", "mmap", "lseek", "statfs", "stat", "openat2");
        private static final List<String> MULTIPLEXED = List.of(
                "socket",
                "bind",
                "connect",
                "accept",
                "accept4",
                "send",
                "recvmsg",
                "shmget",
                "shmat",
                "semget",
                "semtimedop",
                "msgget",
                "msgsnd");
        private static final List<String> MULTIPLEXERS = List.of("socketcall", "ipc");
        private static final List<Long> VALUES =
                List.of(0L, 1L, 2L, 5L, 9L, 38L, 0xffL, 1L << 32, (1L << 32) + 5, (2L << 32) + 1, -1L);

        private List<ArgumentCondition> args(List<Integer> indexes, List<Operator> operators, List<Long> values) {
            List<Integer> some = draw.some(indexes, indexes.size());
            return random.nextInt(16) == 0 ? List.of() : draw.conditions(some, operators, values);
        }

        SeccompProfileSpec next(Node node) {
            List<String> names = draw.some(random.nextInt(3) == 0 ? ALONE : MULTIPLEXED, 1 + random.nextInt(2));
            if (random.nextInt(8) == 0) {
                names.add(draw.one(MULTIPLEXERS));
            }
            List<Long> values = draw.some(VALUES, 2 + random.nextInt(2));
            List<Operator> operators = draw.some(Arrays.asList(Operator.values()), 3);
            List<Integer> indexes = draw.some(List.of(0, 1, 2, 3), 3);
            List<String> actions =
                    draw.some(List.of("SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRAP"), 1 + random.nextInt(2));
            List<SyscallRule> rules = IntStream.range(0, 2 + random.nextInt(5))
                    .mapToObj(i -> new SyscallRule(
                            draw.some(names, 2),
                            null,
                            draw.one(actions),
                            null,
                            null,
                            args(indexes, operators, values),
                            null,
                            null,
                            null))
                    .toList();
            return new SeccompProfileSpec(
                    null,
                    draw.one(List.of("SCMP_ACT_ERRNO", "SCMP_ACT_ERRNO", "SCMP_ACT_ALLOW")),
                    null,
                    null,
                    random.nextInt(4) == 0 ? null : node.architectures(),
                    null,
                    null,
                    null,
                    null,
                    rules);
        }
    }
}
