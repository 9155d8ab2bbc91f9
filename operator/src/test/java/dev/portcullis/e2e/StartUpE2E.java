package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.LinuxProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How soon pods are ready, which is the work of the image's AOT cache: it has to hold what they load. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartUpE2E {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** It takes about a second; machines are shared. */
    private static final Duration START_WITHIN = Duration.ofSeconds(20);

    private final Installation installation = Installation.shared();

    @BeforeAll
    void switchObserversOn() {
        assumeTrue(installation.node().isPresent(), "only this machine's own node surely has an image with a cache");
        installation.switchObserversOn();
    }

    @AfterAll
    void installTheCurrentChart() {
        installation.restore();
    }

    @ParameterizedTest
    @CsvSource({"agent, agent", "operator, operator", "observer, agent"})
    void aNewPodIsReadySoonAndUsesACacheOfItsImage(String component, String cache) {
        String options = "@/portcullis/options/" + component;
        List<LinuxProcess> before = installation.ownNode().processes(options);
        installation.deletePods(component);
        LinuxProcess process = await().atMost(Deadline.RECOVERY)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> installation.ownNode().processes(options).stream()
                                .filter(found -> !before.contains(found))
                                .filter(found -> found.maps().contains("/portcullis/cache/" + cache + ".aot"))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        // Every container's host name is that of its pod.
        String pod = process.environment("HOSTNAME").orElseThrow();
        String address = await().atMost(Deadline.RECOVERY).until(() -> address(pod), found -> !found.isEmpty());
        await().atMost(Deadline.RECOVERY).pollInterval(Duration.ofMillis(20)).until(() -> ready(address));
        long milliseconds = process.ageMillis();
        System.out.printf("%s: ready %d ms after its container started%n", component, milliseconds);
        assertThat(milliseconds).isLessThan(START_WITHIN.toMillis());
        installation.awaitRollout();
    }

    /**
     * If too few do, {@code hack/image --train} is due. An observer's own are in no cache, since it has the agent's; and another
     * build of the JDK loads some others.
     */
    @Test
    void nearlyEveryClassComesFromTheCache() {
        Map<String, Double> others = Map.of(
                "daemonset/portcullis-agent", 0.1,
                "deployment/portcullis-operator", 0.1,
                "daemonset/portcullis-observer", 0.3);
        installation.switchObserversOn(others.keySet().stream()
                .map(workload -> workload.substring(workload.indexOf('-') + 1) + ".env[0].")
                .flatMap(variable -> Stream.of(
                        "--set", variable + "name=_JAVA_OPTIONS," + variable + "value=-Xlog:class+load:stdout"))
                .toArray(String[]::new));

        assertThat(others).allSatisfy((workload, most) -> {
            List<String> loads = installation
                    .kubectl("-n", Installation.NAMESPACE, "logs", workload, "--tail=-1")
                    .expectSuccess()
                    .output()
                    .lines()
                    .filter(line -> line.contains("[class,load]"))
                    .toList();

            long cached = count(loads, "source: shared objects file");
            // Of jar files, and of the runtime's modules. What is generated while it runs is in no cache.
            long elsewhere = count(loads, "source: file:") + count(loads, "source: jrt:");
            System.out.printf("%s: %d classes came from the cache, %d from elsewhere%n", workload, cached, elsewhere);
            assertThat(cached).isGreaterThan(3_000);
            assertThat((double) elsewhere).isLessThan(cached * most);
        });
    }

    private static long count(List<String> lines, String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    /** The pod's address; empty while it has none, or is gone. */
    private String address(String name) {
        return Optional.ofNullable(installation
                        .client()
                        .pods()
                        .inNamespace(Installation.NAMESPACE)
                        .withName(name)
                        .get())
                .map(pod -> pod.getStatus().getPodIP())
                .orElse("");
    }

    private static boolean ready(String address) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + ":8081/readyz"))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
