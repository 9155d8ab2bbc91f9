package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Member;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Shell;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Rendition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent for which the kernel has no inotify watches or instances left. */
class ExhaustedWatchesIT {

    private static final String NODE = "watchless";
    private static final String DOCUMENT = "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}";

    private final Cluster cluster = Cluster.shared();

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"max_inotify_watches", "max_inotify_instances"})
    void filesAreCheckedAtIntervalsUntilThereAreSomeAgain(String limit) throws Exception {
        Path root = Files.createDirectories(home.resolve("root"));
        Path file = root.resolve("portcullis").resolve("watchless.json");
        try (Member agent = Member.agentIn(home, NODE, root, limit, "--resync-interval", "1s")
                .awaitReady()) {
            cluster.admin()
                    .resource(Carrier.of(
                            Rendition.ofProfile("watchless", 1, DOCUMENT, Collections.emptySortedMap(), null),
                            Cluster.NAMESPACE,
                            1))
                    .fieldManager("test")
                    .serverSideApply();
            awaitContents(file);
            awaitMetric(agent, "portcullis_agent_directory_watched 0.0");

            Files.writeString(file, "tampered");
            awaitContents(file);
            Files.delete(file);
            awaitContents(file);
            assertThat(agent.log())
                    .containsOnlyOnce("is checked at intervals only")
                    .contains(limit.replace("max_inotify_", "fs.inotify.max_user_"));

            set(agent.pid(), limit, 100);
            awaitMetric(agent, "portcullis_agent_directory_watched 1.0");
            await("the log").atMost(Deadline.STEP).untilAsserted(() -> assertThat(agent.log())
                    .containsOnlyOnce("is watched again"));
            Files.writeString(file, "tampered");
            awaitContents(file);
            assertThat(agent.isAlive()).isTrue();
        } finally {
            cluster.admin()
                    .configMaps()
                    .inNamespace(Cluster.NAMESPACE)
                    .withName("seccompprofile-watchless")
                    .delete();
            cluster.removeNode(NODE);
        }
    }

    private static void awaitContents(Path file) {
        await(file + " to be right").atMost(Deadline.STEP).untilAsserted(() -> {
            assertThat(file).exists();
            assertThat(Files.readString(file)).isEqualTo(DOCUMENT);
        });
    }

    private static void awaitMetric(Member agent, String line) {
        await(line).atMost(Deadline.STEP).until(() -> agent.metrics().lines().anyMatch(line::equals));
    }

    /** The limit is that of a user namespace, and only processes in it can change it. */
    private static void set(long pid, String limit, int value) {
        Shell.run(
                        Map.of(),
                        "nsenter",
                        "--user",
                        "--target",
                        pid + "",
                        "sh",
                        "-c",
                        "echo " + value + " > /proc/sys/user/" + limit)
                .expectSuccess();
    }
}
