package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How large the image is, and how much memory the pods take; printed, and held to limits. */
class FootprintE2E {

    private static final int PROFILES = 1_000;
    private static final long MAX_IMAGE_BYTES = 70_000_000;

    private final Installation installation = Installation.shared();

    @BeforeEach
    void needTheNode() {
        assumeTrue(installation.node().isPresent(), "only the processes of this machine's own node can be looked at");
    }

    @Test
    void theImageHasAtMost70MegabytesCompressed() throws IOException {
        long size = Files.size(Artifact.image());
        System.out.printf("image: %.1f MB compressed, of at most %.1f%n", size / 1e6, MAX_IMAGE_BYTES / 1e6);
        assertThat(size).isLessThanOrEqualTo(MAX_IMAGE_BYTES);
    }

    @Test
    void memoryAtRestAndWithAThousandProfilesStaysBelowTheLimitsOfThePods() {
        installation.awaitRollout();
        Map<String, Integer> before = restarts();
        assertWithinLimits("at rest");
        try {
            IntStream.range(0, PROFILES)
                    .mapToObj(FootprintE2E::profile)
                    .forEach(profile -> installation.client().resource(profile).create());
            await().atMost(Deadline.RECOVERY).until(() -> files() >= PROFILES);
            // kubectl asks for one after the other, which takes minutes.
            await().atMost(Deadline.RECOVERY)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(this::allAreReady);
            assertWithinLimits("with " + PROFILES + " profiles");
        } finally {
            profiles().delete();
        }
        // Others count what is left.
        await().atMost(Deadline.RECOVERY)
                .until(() -> profiles().list().getItems().isEmpty());
        // The API server's collector removes their ConfigMaps at its own pace; nothing waits for that.
        assertThat(restarts()).isEqualTo(before);
    }

    /** Prints what the processes take, and holds what is their own of it, which the kernel cannot take back, to the limit. */
    private void assertWithinLimits(String when) {
        for (String part : new String[] {AgentPrivilegesE2E.AGENT, AgentPrivilegesE2E.OPERATOR}) {
            String component = part.substring(part.lastIndexOf('/') + 1);
            long limit = memoryLimit(component);
            assertThat(installation.ownNode().processes(part)).isNotEmpty().allSatisfy(process -> {
                Map<String, String> status = process.status();
                System.out.printf(
                        "%s %s: resident %s, of which its own %s of at most %d kB, shared files %s%n",
                        component,
                        when,
                        status.get("VmRSS"),
                        status.get("RssAnon"),
                        limit / 1024,
                        status.get("RssFile"));
                assertThat(kilobytes(status.get("RssAnon")) * 1024)
                        .as("%s %s", component, when)
                        .isLessThan(limit);
            });
        }
    }

    /** The memory limit of the pods of agent or operator, in bytes. */
    private long memoryLimit(String component) {
        Pod pod = installation
                .client()
                .pods()
                .inNamespace(Installation.NAMESPACE)
                .withLabel("app.kubernetes.io/component", component)
                .list()
                .getItems()
                .getFirst();
        Quantity limit = Objects.requireNonNull(pod.getSpec()
                .getContainers()
                .getFirst()
                .getResources()
                .getLimits()
                .get("memory"));
        return limit.getNumericalAmount().longValueExact();
    }

    /** A size as {@code /proc/PID/status} has it, for example {@code 61440 kB}. */
    private static long kilobytes(@Nullable String size) {
        return Long.parseLong(Objects.requireNonNull(size).replace("kB", "").strip());
    }

    private static String profile(int number) {
        String rules = IntStream.range(0, 20)
                .mapToObj(i -> "{names: [ioctl], action: SCMP_ACT_ERRNO, args: [{index: 1, value: "
                        + (1000 * number + i) + ", op: SCMP_CMP_EQ}]}")
                .collect(Collectors.joining(", "));
        return """
                apiVersion: portcullis.dev/v1
                kind: SeccompProfile
                metadata: {name: footprint-%d, labels: {e2e: footprint}}
                spec: {defaultAction: SCMP_ACT_ALLOW, syscalls: [%s]}
                """.formatted(number, rules);
    }

    private boolean allAreReady() {
        return profiles().list().getItems().stream()
                .allMatch(profile ->
                        Optional.ofNullable(profile.getStatus()).map(SeccompProfileStatus::conditions).stream()
                                .flatMap(List::stream)
                                .anyMatch(condition -> condition.getType().equals("Ready")
                                        && condition.getStatus().equals("True")));
    }

    private FilterWatchListDeletable<SeccompProfile, KubernetesResourceList<SeccompProfile>, Resource<SeccompProfile>>
            profiles() {
        return installation.client().resources(SeccompProfile.class).withLabel("e2e", "footprint");
    }

    private int files() {
        return installation.client().resources(NodeSync.class).list().getItems().stream()
                .map(CustomResource::getStatus)
                .filter(Objects::nonNull)
                .mapToInt(NodeSyncStatus::files)
                .sum();
    }

    /** How often each pod's containers have been started again. */
    private Map<String, Integer> restarts() {
        return installation.client().pods().inNamespace(Installation.NAMESPACE).list().getItems().stream()
                .collect(Collectors.toMap(
                        pod -> pod.getMetadata().getName(), pod -> pod.getStatus().getContainerStatuses().stream()
                                .mapToInt(ContainerStatus::getRestartCount)
                                .sum()));
    }
}
