package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.KernelVersion;
import dev.portcullis.cluster.AuditLog;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.machine.Deadline;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.DocumentKey;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Documents for several architectures and kernels, put into ConfigMaps by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VariantIT {

    private static final String ELSEWHERE = "plan9";

    private final Cluster cluster = Cluster.shared();
    private Fleet fleet;
    private String here = "";

    @BeforeAll
    void oneNode(@TempDir Path home) {
        fleet = Fleet.start(home, "variant", 1);
        await("a first report").atMost(Deadline.STEP).until(() -> fleet.findReport(1)
                .isPresent());
        here = Objects.requireNonNull(fleet.report(1).architecture());
    }

    @AfterAll
    void end() {
        configMap("by-hand").delete();
        fleet.close();
    }

    @Test
    void aNodeTakesWhatItsArchitectureAndKernelAllow() throws IOException {
        awaitApplied(apply(Map.of(here, "mine", ELSEWHERE, "theirs"), null));
        assertThat(fleet.file(1, "by-hand")).hasContent("mine");
        Object inode = Files.getAttribute(fleet.file(1, "by-hand"), "unix:ino");

        awaitApplied(apply(Map.of(here, "mine", ELSEWHERE, "theirs, edited"), null));
        assertThat(Files.getAttribute(fleet.file(1, "by-hand"), "unix:ino")).isEqualTo(inode);

        awaitApplied(apply(Map.of(here, "for the future"), new KernelVersion(99, 0)));
        assertThat(failures("by-hand.json"))
                .containsExactly(new FileFailure(
                        "by-hand.json",
                        "KernelTooOld",
                        "needs kernel 99.0, this node runs " + fleet.report(1).kernelVersion()));
        assertThat(fleet.file(1, "by-hand")).hasContent("mine");

        awaitApplied(apply(Map.of(ELSEWHERE, "theirs"), null));
        assertThat(fleet.file(1, "by-hand")).hasContent("neutral");
        assertThat(failures("by-hand.json")).isEmpty();
    }

    @Test
    void theOperatorTakesOutWhatSomebodyPutIntoItsConfigMap() {
        fleet.awaitSynced(fleet.apply("meddled", "read"), 1);
        String key = DocumentKey.ofArchitecture(here);
        long meddled = Carrier.revision(configMap("meddled").edit(before -> new ConfigMapBuilder(before)
                .addToData(key, "{}")
                .editMetadata()
                .addToAnnotations(Carrier.DIGEST_ANNOTATION_PREFIX + key, Digest.sha256("{}"))
                .addToAnnotations(Carrier.MIN_KERNEL_ANNOTATION, "99.0")
                .endMetadata()
                .build()));

        await("the ConfigMap to be put right").atMost(Deadline.STEP).untilAsserted(() -> {
            ConfigMap after = configMap("meddled").get();
            assertThat(Carrier.revision(after)).isGreaterThan(meddled);
            assertThat(after.getData()).containsOnlyKeys("profile.json");
            assertThat(Carrier.promises(after)).containsOnlyKeys(Carrier.DIGEST_ANNOTATION_PREFIX + "profile.json");
        });
        awaitApplied(configMap("meddled").get());
        assertThat(fleet.digest(1, "meddled")).isEqualTo(fleet.status("meddled").sha256());
        AuditLog.fromNow().awaitQuiet();
    }

    private ConfigMap apply(Map<String, String> variants, @Nullable KernelVersion minKernel) {
        Rendition rendition = Rendition.ofProfile("by-hand", 1, "neutral", new TreeMap<>(variants), minKernel);
        return cluster.admin()
                .resource(Carrier.of(rendition, Cluster.NAMESPACE, 1))
                .fieldManager("test")
                .serverSideApply();
    }

    private Resource<ConfigMap> configMap(String profile) {
        return cluster.configMap(Kind.SECCOMP_PROFILE.configMapName(profile));
    }

    private void awaitApplied(ConfigMap applied) {
        await(applied.getMetadata().getName() + " to be applied")
                .atMost(Deadline.STEP)
                .until(() -> fleet.report(1).appliedRevision() >= Carrier.revision(applied));
    }

    private List<FileFailure> failures(String file) {
        return fleet.report(1).listedFailures().stream()
                .filter(failure -> failure.file().equals(file))
                .toList();
    }
}
