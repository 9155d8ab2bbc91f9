package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image's AOT cache holds what its processes load; if it no longer does, {@code hack/image --train} is due. */
class CacheE2E {

    private final Installation installation = Installation.shared();

    @BeforeEach
    void needTheNode() {
        assumeTrue(installation.node().isPresent(), "only this machine's own node surely has an image with a cache");
    }

    @AfterEach
    void installTheCurrentChart() {
        installation.restore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"daemonset/portcullis-agent", "deployment/portcullis-operator"})
    void nearlyEveryClassComesFromTheCache(String workload) {
        String component = workload.substring(workload.indexOf('-') + 1);
        String variable = component + ".env[0].";
        release()
                .put(
                        Release.CURRENT,
                        "--set",
                        variable + "name=_JAVA_OPTIONS," + variable + "value=-Xlog:class+load:stdout");
        installation.awaitRollout();

        List<String> loads = installation
                .kubectl("-n", Installation.NAMESPACE, "logs", workload, "--tail=-1")
                .expectSuccess()
                .output()
                .lines()
                .filter(line -> line.contains("[class,load]"))
                .toList();

        long cached = count(loads, "source: shared objects file");
        // Of jar files, and of the runtime's modules. What is generated while it runs is in no cache.
        long others = count(loads, "source: file:") + count(loads, "source: jrt:");
        System.out.printf("%s: %d classes came from the cache, %d from elsewhere%n", component, cached, others);
        assertThat(cached).isGreaterThan(5_000);
        assertThat(others).isLessThan(cached / 20);
    }

    private static long count(List<String> lines, String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    private Release release() {
        return installation.node().orElseThrow().release();
    }
}
