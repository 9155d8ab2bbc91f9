package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.machine.LinuxProcess;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How large the image is, and how much memory the pods take; printed, and held to limits. */
class FootprintE2E {

    private static final int PROFILES = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Installation installation = Installation.shared();

    @BeforeEach
    void needTheNode() {
        assumeTrue(installation.node().isPresent(), "only the processes of this machine's own node can be looked at");
    }

    @Test
    void theImageHasAtMost70MegabytesCompressed() throws IOException {
        long size = Files.size(Artifact.image());
        System.out.printf("image: %.1f MB compressed%n", size / 1e6);
        assertThat(size).isLessThanOrEqualTo(70_000_000);
    }

    @Test
    void memoryAtRestAndWithAThousandProfilesStaysBelowTheLimitsOfThePods() {
        installation.awaitRollout();
        report("at rest");
        try {
            IntStream.range(0, PROFILES)
                    .mapToObj(FootprintE2E::profile)
                    .forEach(profile -> installation.client().resource(profile).create());
            await().atMost(PATIENCE).until(() -> files() >= PROFILES);
            // kubectl asks for one after the other, which takes minutes.
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(this::allAreReady);
            report("with " + PROFILES + " profiles");
        } finally {
            profiles().delete();
        }
        // The API server's collector removes their ConfigMaps at its own pace; nothing waits for that.
        assertThat(restarts()).isZero();
    }

    private void report(String when) {
        for (String part : new String[] {AgentPrivilegesE2E.AGENT, AgentPrivilegesE2E.OPERATOR}) {
            for (LinuxProcess process : node().processes(part)) {
                Map<String, String> status = process.status();
                System.out.printf(
                        "%s %s: resident %s, of which its own %s, shared files %s%n",
                        part.substring(part.lastIndexOf('/') + 1),
                        when,
                        status.get("VmRSS"),
                        status.get("RssAnon"),
                        status.get("RssFile"));
            }
        }
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

    private int restarts() {
        return installation.client().pods().inNamespace(Installation.NAMESPACE).list().getItems().stream()
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .mapToInt(status -> status.getRestartCount())
                .sum();
    }

    private Node node() {
        return installation.node().orElseThrow();
    }
}
