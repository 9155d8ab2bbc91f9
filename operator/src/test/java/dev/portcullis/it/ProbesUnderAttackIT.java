package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Member;
import dev.portcullis.cluster.Probing;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.RudeClients;
import dev.portcullis.machine.RudeClients.Manner;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of the ports of agent and operator can neither have them restarted nor hold up profiles. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProbesUnderAttackIT {

    private static final Duration PROMPT = Duration.ofSeconds(3);
    /** As many as kubelets send in five minutes. */
    private static final int PROBES = 200;
    /** Clients as they are; all of them and the probes come from the same address, as behind a gateway. */
    private static final InetAddress FROM = InetAddress.getLoopbackAddress();

    private Fleet fleet;

    @BeforeAll
    void oneNode(@TempDir Path home) {
        fleet = Fleet.start(home, "attack", 1);
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    /** Two were enough once. */
    @ParameterizedTest
    @CsvSource({
        "HALF_A_REQUEST, 20",
        "HALF_A_REQUEST, 200",
        "SILENT, 200",
        "BYTE_BY_BYTE, 20",
        "ENDLESS_PATH, 20",
        "ENDLESS_HEADER, 20",
        "NO_READER, 200",
        "SLOW_READER, 200"
    })
    @Timeout(180)
    void probesAreAnsweredAndProfilesArrive(Manner manner, int clients) throws Exception {
        List<Member> members = List.of(fleet.operator(), fleet.agent(1));
        List<RudeClients> attack = new ArrayList<>();
        try {
            for (Member member : members) {
                attack.add(RudeClients.start(manner, clients, FROM, member.probePort()));
                attack.add(RudeClients.start(manner, clients, FROM, member.httpPort()));
            }
            Probing probing = Probing.start(members);
            String name =
                    "under-attack-" + manner.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + clients;
            for (String syscall : List.of("read", "write", "close")) {
                SeccompProfile applied = fleet.apply(name, syscall);
                fleet.awaitSynced(applied, 1);
            }
            await("all to have come again, and many probes")
                    .atMost(Deadline.ROLLOUT)
                    .until(() -> probing.probes() >= PROBES
                            && attack.stream().allMatch(rude -> rude.connections() > clients));
            List<Probing.Answer> answers = probing.stop();
            System.out.printf(
                    "%d clients of each port, %s: %d probes, the slowest %d ms%n",
                    clients,
                    manner,
                    answers.size(),
                    answers.stream().mapToLong(a -> a.took().toMillis()).max().orElseThrow());
            assertThat(answers).hasSizeGreaterThanOrEqualTo(PROBES);
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.well()).as(answer.toString()).isTrue();
                assertThat(answer.took()).isLessThan(PROMPT);
            });
        } finally {
            attack.forEach(RudeClients::close);
        }
        assertThat(fleet.operator().metrics()).contains("portcullis_http_connections_dropped_total{port=\"probes\"}");
    }
}
