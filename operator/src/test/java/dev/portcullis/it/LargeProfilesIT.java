package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.LargeProfiles;
import dev.portcullis.cluster.Member;
import dev.portcullis.cluster.Policies;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.machine.Shell;
import dev.portcullis.rendition.Kind;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Profiles of 865 KB each, and an operator with a heap of 64 MB, half of what it has in its container. It goes on, starts again
 * with all of them there, and serves the others all the time. {@code -Dportcullis.large=250} makes ten times as many.
 */
class LargeProfilesIT {

    private static final int COUNT = Integer.getInteger("portcullis.large", 25);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration ALL =
            Duration.ofSeconds(60).plus(Duration.ofSeconds(10).multipliedBy(COUNT));

    private final KubernetesClient admin = Cluster.shared().admin();

    @AfterEach
    void clean() {
        // After a failure there may be no operator that would take the finalizers away.
        for (SeccompProfile profile :
                admin.resources(SeccompProfile.class).list().getItems()) {
            Shell.Ended freed = Cluster.shared()
                    .kubectl(
                            "patch",
                            "scp",
                            profile.getMetadata().getName(),
                            "--type=merge",
                            "-p",
                            "{\"metadata\":{\"finalizers\":null}}");
            if (!freed.isSuccess()) {
                // It went by itself meanwhile.
                assertThat(freed.expectFailure().errors()).contains("NotFound");
            }
            admin.resource(profile).delete();
        }
    }

    @Test
    void largeProfilesHurtNeitherTheOperatorNorOtherProfiles(@TempDir Path home) throws Exception {
        assertThat(renderedBytes()).isBetween(850_000, Renderer.MAX_DOCUMENT_BYTES);
        try (Member operator = Member.operatorWithHeap(home, "large", "64m", "--lease-duration", "6s")
                .awaitReady()) {
            long pid = operator.pid();
            for (int i = 0; i < COUNT; i++) {
                apply(LargeProfiles.of("large-" + i, i, null));
                if (i % 10 == 5) {
                    awaitRendered(apply(Profiles.allowing("small-" + i, "read")), SOON);
                }
            }
            new Policies(admin).apply("large", "{seccompProfile: large-0}");
            awaitAllRendered();
            await("the policy").atMost(ALL).untilAsserted(() -> assertThat(
                            new Policies(admin).reason("large", "Rendered"))
                    .isEqualTo("Rendered"));
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isPresent();
            assertThat(bytes(operator)).isGreaterThan(COUNT * 850_000.0);

            operator.kill();
            operator.restart();
            operator.awaitReady();
            awaitRendered(apply(Profiles.allowing("small-5", "read", "write")), SOON);
            awaitRendered(apply(Profiles.allowing("small-new", "read")), SOON);
            // All are read once more, to see that the ConfigMaps hold what they should.
            await("all to be looked at").atMost(ALL).until(() -> bytes(operator) > COUNT * 850_000.0);

            admin.configMaps()
                    .inNamespace(Cluster.NAMESPACE)
                    .withName(Kind.SECCOMP_PROFILE.configMapName("large-1"))
                    .delete();
            await("the ConfigMap to come again").atMost(ALL).until(() -> carrier("large-1") != null);

            new Policies(admin).delete("large");
            admin.resources(SeccompProfile.class).delete();
            awaitRendered(apply(Profiles.allowing("small-last", "read")), SOON);
            admin.resources(SeccompProfile.class).withName("small-last").delete();
            await("all to go")
                    .atMost(ALL)
                    .until(() -> admin.resources(SeccompProfile.class)
                                    .list()
                                    .getItems()
                                    .isEmpty()
                            && admin.resources(CapabilityPolicy.class)
                                    .list()
                                    .getItems()
                                    .isEmpty());
            operator.awaitReady();
        }
    }

    @Test
    void largeProfilesBuiltOnEachOtherAreRefusedAndHurtNobody(@TempDir Path home) {
        try (Member operator = Member.operatorWithHeap(home, "chain", "64m", "--lease-duration", "6s")
                .awaitReady()) {
            List<SeccompProfile> chain = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                chain.add(apply(LargeProfiles.of("chain-" + i, i, i == 0 ? null : List.of("chain-" + (i - 1)))));
            }
            awaitRendered(apply(Profiles.allowing("small", "read")), SOON);
            awaitRendered(chain.getFirst(), ALL);
            await("the upper one to be refused").atMost(ALL).untilAsserted(() -> assertThat(rendered("chain-7"))
                    .isEqualTo("ProfileTooLarge"));
            operator.awaitReady();
            admin.resources(SeccompProfile.class).delete();
            await("all to go").atMost(ALL).until(() -> admin.resources(SeccompProfile.class)
                    .list()
                    .getItems()
                    .isEmpty());
            operator.awaitReady();
        }
    }

    /** {@code -Dportcullis.monsters=100} applies it more often. */
    @Test
    void smallProfilesGoOnWhileAMonstrousOneIsAppliedAgainAndAgain(@TempDir Path home) throws Exception {
        int times = Integer.getInteger("portcullis.monsters", 10);
        try (Member operator = Member.operatorWithHeap(home, "monster", "64m", "--lease-duration", "6s")
                .awaitReady()) {
            List<Duration> alone = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                alone.add(rendering("alone-" + i));
            }
            List<Duration> beside = new ArrayList<>();
            try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                Future<?> monsters = other.submit(
                        () -> IntStream.range(0, times).forEach(i -> apply(LargeProfiles.conditional("monster", i))));
                do {
                    beside.add(rendering("beside-" + beside.size()));
                } while (!monsters.isDone());
                monsters.get();
            }
            System.out.printf(
                    "small profiles rendered, 99th percentile: alone %d ms (%d), beside a monstrous one %d ms (%d)%n",
                    percentile99(alone), alone.size(), percentile99(beside), beside.size());
            assertThat(percentile99(beside)).isLessThan(SOON.toMillis() / 4);
            operator.awaitReady();
        }
    }

    /** The time from the call that creates a small profile until its ConfigMap is there. */
    private Duration rendering(String name) {
        long begun = System.nanoTime();
        apply(Profiles.allowing(name, "read", "write"));
        await(name)
                .atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> carrier(name) != null);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static long percentile99(List<Duration> all) {
        return all.stream()
                .sorted()
                .toList()
                .get((int) Math.ceil(all.size() * 0.99) - 1)
                .toMillis();
    }

    private SeccompProfile apply(SeccompProfile profile) {
        return admin.resource(profile).fieldManager("test").forceConflicts().serverSideApply();
    }

    private void awaitAllRendered() {
        for (int i = 0; i < COUNT; i++) {
            String name = "large-" + i;
            await(name + " to be rendered").atMost(ALL).untilAsserted(() -> assertThat(rendered(name))
                    .isEqualTo("Rendered"));
            assertThat(carrier(name)).isNotNull();
        }
    }

    private void awaitRendered(SeccompProfile profile, Duration within) {
        String name = profile.getMetadata().getName();
        long begun = System.nanoTime();
        await(name + " to be rendered").atMost(within).untilAsserted(() -> {
            assertThat(rendered(name)).isEqualTo("Rendered");
            assertThat(status(name).observedGeneration())
                    .isEqualTo(profile.getMetadata().getGeneration());
        });
        System.out.println(name + " rendered after "
                + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");
    }

    private String rendered(String name) {
        return status(name).condition("Rendered").map(Condition::getReason).orElse("");
    }

    private SeccompProfileStatus status(String name) {
        SeccompProfile profile =
                admin.resources(SeccompProfile.class).withName(name).get();
        return Objects.requireNonNullElse(profile.getStatus(), SeccompProfileStatus.EMPTY);
    }

    private @Nullable ConfigMap carrier(String name) {
        return admin.configMaps()
                .inNamespace(Cluster.NAMESPACE)
                .withName(Kind.SECCOMP_PROFILE.configMapName(name))
                .get();
    }

    private static double bytes(Member operator) throws Exception {
        Matcher value = Pattern.compile("(?m)^portcullis_operator_rendered_bytes ([0-9.E+]+)$")
                .matcher(operator.metrics());
        return value.find() ? Double.parseDouble(value.group(1)) : 0;
    }

    private static int renderedBytes() {
        Renderer renderer = new Renderer(Path.of("/run/portcullis-listeners"));
        SeccompProfile profile = LargeProfiles.of("one", 1, null);
        return renderer.render("one", profile.getSpec(), Bases.NONE, Set.of()) instanceof Rendering.Rendered rendered
                ? rendered.document().length()
                : 0;
    }
}
