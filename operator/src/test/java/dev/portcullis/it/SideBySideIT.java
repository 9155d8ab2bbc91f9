package dev.portcullis.it;

import static dev.portcullis.cluster.Admission.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.CommandResult;
import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.ForeignCrds;
import dev.portcullis.cluster.Pods;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The CRDs of the security-profiles-operator beside ours: names, import, and what the API server then does to pods. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SideBySideIT {

    private static final String NAMESPACE = "side-by-side";
    private static final String THEIRS = "seccompprofiles.security-profiles-operator.x-k8s.io";
    private static final String IMAGE = "registry.example.com/web:1";

    private Path home;
    private Fleet fleet;
    private Pods pods;

    @Nullable
    private ForeignCrds crds;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        crds = ForeignCrds.fetch("security-profiles-operator");
        home = directory;
        crds.install();
        fleet = Fleet.start(home, "sbs", 1);
        pods = Pods.in(NAMESPACE);
        Path objects = Files.writeString(home.resolve("theirs.yaml"), """
                apiVersion: security-profiles-operator.x-k8s.io/v1
                kind: SeccompProfile
                metadata: {name: sbs-base}
                spec:
                  defaultAction: SCMP_ACT_ERRNO
                  syscalls: [{action: SCMP_ACT_ALLOW, names: [execve, exit_group]}]
                ---
                apiVersion: security-profiles-operator.x-k8s.io/v1beta1
                kind: SeccompProfile
                metadata: {name: sbs-web}
                spec:
                  defaultAction: SCMP_ACT_ERRNO
                  baseProfileName: sbs-base
                  syscalls: [{action: SCMP_ACT_ALLOW, names: [bind, listen]}]
                ---
                apiVersion: security-profiles-operator.x-k8s.io/v1
                kind: ProfileBinding
                metadata: {name: every, namespace: side-by-side}
                spec:
                  profileRef: {kind: SeccompProfile, name: sbs-base}
                  image: "*"
                ---
                apiVersion: security-profiles-operator.x-k8s.io/v1alpha1
                kind: ProfileBinding
                metadata: {name: web, namespace: side-by-side}
                spec:
                  profileRef: {kind: SeccompProfile, name: sbs-web}
                  image: registry.example.com/web:1
                """);
        soon(() -> kubectl("apply", "--server-side", "-f", objects.toString()));
    }

    @AfterAll
    void end() {
        if (crds == null) {
            return;
        }
        Cluster.shared().admin().resources(CapabilityPolicy.class).delete();
        kubectl(
                "delete",
                "mutatingadmissionpolicy,mutatingadmissionpolicybinding",
                NAMESPACE + ".web",
                "--ignore-not-found");
        pods.close();
        fleet.close();
        crds.close();
    }

    @Test
    void plainNamesMeanOursAndTheirShortNameStaysTheirs() {
        assertThat(kubectl("get", "seccompprofiles", "-o", "name")).doesNotContain("security-profiles-operator");
        assertThat(kubectl("get", THEIRS, "-o", "name")).contains("sbs-base", "sbs-web");
        assertThat(kubectl("get", "sp", "-o", "name")).contains(THEIRS.replace("profiles.", "profile.") + "/sbs-web");
        CommandResult doctor = Cluster.shared().portcullis("doctor");
        assertThat(doctor.out()).contains("[TwoKindsOfProfile]");
    }

    @Test
    void anInstallationMovesWhileItRunsAndPodsGetOurFiles() throws IOException {
        Path printed = Files.writeString(
                home.resolve("installation.yaml"), kubectl("get", THEIRS + ",profilebindings", "-A", "-o", "yaml"));
        CommandResult imported = CommandResult.of("import", "--installation", printed.toString(), "--runtime", "none");
        assertThat(imported.err()).isEmpty();
        assertThat(imported.status()).isZero();
        Path ours = Files.writeString(home.resolve("ours.yaml"), imported.out());
        assertThat(CommandResult.of("validate", ours.toString(), "--runtime", "none")
                        .status())
                .isZero();
        kubectl("apply", "-f", ours.toString());
        fleet.awaitSynced(Objects.requireNonNull(fleet.get("sbs-web")), 1);
        assertThat(Files.readString(fleet.file(1, "sbs-web"))).contains("bind", "execve", "exit_group", "listen");

        await("pods to be sent to our files").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            Pod silent = admitted(null);
            assertThat(ofPod(silent)).contains("portcullis/policy/side-by-side.every.seccomp.json");
            assertThat(ofContainers(silent)).containsExactly(Optional.of("portcullis/sbs-web.json"), Optional.empty());
        });
        Pod outspoken = admitted("operator/sbs-web.json");
        assertThat(ofPod(outspoken)).contains("operator/sbs-web.json");
        assertThat(ofContainers(outspoken)).containsExactly(Optional.of("portcullis/sbs-web.json"), Optional.empty());

        kubectl("delete", THEIRS + ",profilebindings", "--all", "-n", NAMESPACE);
        assertThat(Cluster.shared()
                        .admin()
                        .resources(SeccompProfile.class)
                        .list()
                        .getItems())
                .extracting(one -> one.getMetadata().getName())
                .containsExactlyInAnyOrder("sbs-base", "sbs-web");
        assertThat(ofPod(admitted(null))).contains("portcullis/policy/side-by-side.every.seccomp.json");
    }

    /** A pod of the image and another one, as the API server would make it. */
    private static Pod admitted(@Nullable String localhostProfile) {
        return Cluster.shared()
                .admin()
                .pods()
                .inNamespace(NAMESPACE)
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("p")
                        .endMetadata()
                        .withNewSpec()
                        .withNewSecurityContext()
                        .withSeccompProfile(
                                localhostProfile == null
                                        ? null
                                        : new SeccompProfileBuilder()
                                                .withType("Localhost")
                                                .withLocalhostProfile(localhostProfile)
                                                .build())
                        .endSecurityContext()
                        .addNewContainer()
                        .withName("web")
                        .withImage(IMAGE)
                        .endContainer()
                        .addNewContainer()
                        .withName("log")
                        .withImage("registry.example.com/log:1")
                        .endContainer()
                        .endSpec()
                        .build())
                .dryRun()
                .create();
    }

    private static Optional<String> ofPod(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getSecurityContext())
                .map(context -> context.getSeccompProfile())
                .map(profile -> profile.getLocalhostProfile());
    }

    private static List<Optional<String>> ofContainers(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .map(container -> Optional.ofNullable(container.getSecurityContext())
                        .map(context -> context.getSeccompProfile())
                        .map(profile -> profile.getLocalhostProfile()))
                .toList();
    }

    private static String kubectl(String... command) {
        return Cluster.shared().kubectl(command).expectSuccess().output();
    }
}
