package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Member;
import dev.portcullis.cluster.Pods;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.LinuxProcess;
import dev.portcullis.machine.Parallel;
import dev.portcullis.machine.Repository;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operator and agents survive the largest objects that the API server takes, with the heap they are shipped with, and hold up no others. */
class LargeObjectsIT {

    /** Under load from other tests too; measured alone it is a tenth of a second. */
    private static final Duration IN_TIME = Duration.ofSeconds(15);

    /** 600 are ten times what once ended the operator, and take minutes to create: as {@code -Dportcullis.largePods=600}. */
    private static final int PODS = Integer.getInteger("portcullis.largePods", 100);

    /** So many megabytes are listed once or twice, by processes that share the machine with others. */
    private static final Duration LISTED_WITHIN = Duration.ofSeconds(60 + PODS);

    /** Ten times what once ended the agent. */
    private static final int CONFIG_MAPS = 80;

    /** As many profiles as a large cluster has. */
    private static final int FILES = 1_000;

    /** The memory limit of the agent's manifest, in MiB. */
    private static final Pattern LIMIT = Pattern.compile("limits:\\s+memory: (\\d+)Mi");

    private final Cluster cluster = Cluster.shared();
    private final KubernetesClient admin = cluster.admin();

    @TempDir
    Path home;

    @Test
    void aTenantsLargePodsHoldUpNoDeletion() {
        try (Fleet fleet = Fleet.start(home, "large-pods", 1);
                Pods pods = Pods.in("large-pods")) {
            fleet.awaitSynced(fleet.apply("doomed", "read"), 1);
            fleet.awaitSynced(fleet.apply("held", "read"), 1);
            String text = "x".repeat(1_300_000);
            Parallel.run(
                    PODS,
                    i -> pods.create("large-" + i, spec -> spec.editFirstContainer()
                            .addNewEnv()
                            .withName("LARGE")
                            .withValue(text)
                            .endEnv()
                            .endContainer()));
            // The last one of the list, so that only a reader of all pages finds it.
            pods.onPodLevel("zz-holder", "portcullis/held.json");
            long operator = fleet.operator().pid();

            fleet.delete("held");
            fleet.delete("doomed");
            long begun = System.nanoTime();
            fleet.awaitSynced(fleet.apply("meanwhile", "read"), 1);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(IN_TIME);
            await("the doomed one to go").atMost(LISTED_WITHIN).until(() -> Files.notExists(fleet.file(1, "doomed")));
            System.out.printf("%d pods of 1.3 MB: the file was gone after %s%n", PODS, since(begun));
            await("the holder to be found").atMost(LISTED_WITHIN).untilAsserted(() -> assertThat(
                            fleet.status("held").condition("InUse").map(Condition::getMessage))
                    .hasValueSatisfying(
                            message -> assertThat(message).endsWith("used by the pod large-pods/zz-holder")));
            // Its file goes first.
            await("the object to go").atMost(Deadline.STEP).until(() -> fleet.get("doomed") == null);
            assertThat(fleet.operator().isAlive()).isTrue();
            assertThat(fleet.operator().pid()).isEqualTo(operator);
        }
    }

    @Test
    void anAgentReceivesListsWatchesAndRepairsLargeFiles() throws IOException {
        try {
            Parallel.run(CONFIG_MAPS, i -> apply("large-" + i, large(i, 0)));
            Path root = Files.createDirectories(home.resolve("root"));
            long begun = System.nanoTime();
            try (Member agent = Member.agent(home, "large-files", root).awaitReady()) {
                System.out.printf("%d files of 865 KB: listed and written after %s%n", CONFIG_MAPS, since(begun));
                long pid = agent.pid();
                Path directory = root.resolve("portcullis");
                awaitFiles(directory, 0);

                // In a burst, as a watch brings them, and a small one in the middle of it.
                begun = System.nanoTime();
                Thread burst = Thread.ofPlatform()
                        .start(() -> Parallel.run(CONFIG_MAPS, i -> apply("large-" + i, large(i, 1))));
                Path small = directory.resolve("large-small.json");
                long applied = System.nanoTime();
                apply("large-small", "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}");
                await("the small one")
                        .pollInterval(Duration.ofMillis(20))
                        .atMost(IN_TIME)
                        .until(() -> Files.exists(small));
                System.out.printf("a small file meanwhile: after %s%n", since(applied));
                join(burst);
                awaitFiles(directory, 1);
                System.out.printf("%d changes of 865 KB: written after %s%n", CONFIG_MAPS, since(begun));

                for (int i = 0; i < 10; i++) {
                    Files.writeString(directory.resolve("large-" + i + ".json"), "tampered".repeat(100_000));
                }
                awaitFiles(directory, 1);
                assertThat(agent.isAlive()).isTrue();
                assertThat(agent.pid()).isEqualTo(pid);
                assertThat(agent.log()).doesNotContain("OutOfMemory");
            }
        } finally {
            admin.configMaps()
                    .inNamespace(Cluster.NAMESPACE)
                    .withLabel(Carrier.KIND_LABEL, Kind.SECCOMP_PROFILE.label())
                    .delete();
            Cluster.shared().removeNode("large-files");
        }
    }

    @Test
    void anAgentWithAThousandFilesStaysBelowItsLimit() throws IOException {
        try {
            Parallel.run(FILES, i -> apply("many-" + i, sized(20_000, i, 0)));
            Path root = Files.createDirectories(home.resolve("root"));
            try (Member agent = Member.agent(home, "many-files", root).awaitReady()) {
                Path directory = root.resolve("portcullis");
                assertThat(files(directory)).isEqualTo(FILES);
                Parallel.run(100, i -> apply("many-" + i, sized(20_000, i, 1)));
                await("the last change").atMost(Deadline.ROLLOUT).until(() -> Files.readString(
                                directory.resolve("many-99.json"))
                        .equals(sized(20_000, 99, 1)));

                LinuxProcess process = new LinuxProcess(agent.pid());
                long own = process.kilobytes("RssAnon");
                System.out.printf(
                        "%d files of 20 KB: the agent has %d kB resident, %d of them its own%n",
                        FILES, process.kilobytes("VmRSS"), own);
                // The pages of files the kernel can take back.
                assertThat(own / 1024).isLessThan(memoryLimit());
                assertThat(agent.isAlive()).isTrue();
            }
        } finally {
            admin.configMaps()
                    .inNamespace(Cluster.NAMESPACE)
                    .withLabel(Carrier.KIND_LABEL, Kind.SECCOMP_PROFILE.label())
                    .delete();
            Cluster.shared().removeNode("many-files");
        }
    }

    private static long files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("many-"))
                    .count();
        }
    }

    private static long memoryLimit() throws IOException {
        Matcher limit = LIMIT.matcher(Files.readString(Repository.ROOT.resolve("config/agent/daemonset.yaml")));
        assertThat(limit.find()).isTrue();
        return Long.parseLong(limit.group(1));
    }

    private static void awaitFiles(Path directory, int version) {
        for (int i = 0; i < CONFIG_MAPS; i++) {
            Path file = directory.resolve("large-" + i + ".json");
            String digest = Digest.sha256(large(i, version));
            await(file + " in version " + version)
                    .atMost(Deadline.ROLLOUT)
                    .until(() -> Digest.sha256(Files.readString(file)).equals(digest));
        }
    }

    private void apply(String name, String document) {
        ConfigMap configMap = Carrier.of(
                Rendition.ofProfile(name, 1, document, Collections.emptySortedMap(), null), Cluster.NAMESPACE, 1);
        admin.resource(configMap).fieldManager("test").forceConflicts().serverSideApply();
    }

    /** A document of 865 KB, as rules have it: a quotation mark every few characters. */
    private static String large(int number, int version) {
        return sized(865_000, number, version);
    }

    private static String sized(int bytes, int number, int version) {
        String name = "\"call-" + number + "-" + version + "\",";
        return "{\"names\":[" + name.repeat(bytes / name.length()) + "\"read\"]}";
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Duration since(long begun) {
        return Duration.ofMillis(Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }
}
