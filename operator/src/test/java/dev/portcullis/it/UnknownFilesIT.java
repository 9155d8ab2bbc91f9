package dev.portcullis.it;

import static dev.portcullis.cluster.Admission.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.Admission;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Member;
import dev.portcullis.cluster.Policies;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.cluster.Workloads;
import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped admission policy warns of {@code portcullis/...} files that nothing renders, and of nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnknownFilesIT {

    private static final String LIST = "portcullis-files";
    private static final String TYPO = "portcullis/deny-mkdri.json";
    private static final String SECCOMP = "securityContext: {seccompProfile: {type: Localhost, localhostProfile: %s}}";
    private static final List<String> POD_PLACES = List.of(
            "{%s, containers: [{name: c, image: none}]}",
            "{containers: [{name: c, image: none, %s}]}",
            "{initContainers: [{name: c, image: none, %s}], containers: [{name: d, image: none}]}");

    private final KubernetesClient admin = Cluster.shared().admin();
    private final Policies policies = new Policies(admin);
    private final Admission admission = new Admission("unknown-files");
    private Member operator;

    @BeforeAll
    void start(@TempDir Path home) {
        kubectl("apply", "--server-side");
        operator = Member.operator(home, "unknown-files-operator", "--list-files", "true", "--lease-duration", "3s")
                .awaitReady();
        admin.resource(Profiles.allowing("deny-mkdir", "read")).serverSideApply();
        policies.apply("web", "{capabilities: {drop: [ALL]}, seccompProfile: deny-mkdir}");
        policies.apply("bare", "{capabilities: {drop: [ALL]}}");
        soon(() -> {
            assertThat(list()).contains("portcullis/deny-mkdir.json", "portcullis/policy/web.seccomp.json");
            assertThat(warnings(TYPO)).isNotEmpty();
            assertThat(warnings("portcullis/deny-mkdir.json")).isEmpty();
        });
    }

    @AfterAll
    void stop() {
        admin.resources(CapabilityPolicy.class).delete();
        admin.resources(SeccompProfile.class).delete();
        // Only an operator takes their finalizers away.
        await("objects to go").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(admin.resources(CapabilityPolicy.class).list().getItems())
                    .isEmpty();
            assertThat(admin.resources(SeccompProfile.class).list().getItems()).isEmpty();
        });
        operator.close();
        kubectl("delete");
        admission.close();
    }

    @Test
    void theListHasEveryFileThatPodsMayNameAndNoOther() {
        assertThat(list()).containsExactly("portcullis/deny-mkdir.json", "portcullis/policy/web.seccomp.json");
    }

    @Test
    void aTypoIsToldWithTheFileAndTheNextStepWhereverAPodNamesIt() {
        String told =
                " names the seccomp file portcullis/deny-mkdri.json, which no SeccompProfile or CapabilityPolicy renders,"
                        + " so containers with it will not start: correct localhostProfile, or apply the object that renders it;"
                        + " \"kubectl get seccompprofiles,capabilitypolicies\" lists the files";
        assertThat(warnings(POD_PLACES.get(0), TYPO)).containsExactly("the pod" + told);
        assertThat(warnings(POD_PLACES.get(1), TYPO)).containsExactly("container \"c\"" + told);
        assertThat(warnings(POD_PLACES.get(2), TYPO)).containsExactly("container \"c\"" + told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "portcullis/policy/bare.seccomp.json",
                "portcullis/policy/web.capabilities.json",
                "portcullis/deny-mkdir",
                "portcullis/mkdir.json",
                "portcullis/deny-mkdir.json.json"
            })
    void namesThatAreNearlyAFileAreToldToo(String file) {
        assertThat(warnings(file)).singleElement().asString().contains("the seccomp file " + file + ", which no");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "portcullis/deny-mkdir.json",
                "portcullis/policy/web.seccomp.json",
                "operator/nginx.json",
                "portcullis.json",
                "portcullis//deny-mkdri.json",
                "portcullis/./deny-mkdir.json"
            })
    void rightNamesOthersFilesAndOddSpellingsAreLetThroughInSilence(String file) {
        POD_PLACES.forEach(place -> assertThat(warnings(place, file)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("dev.portcullis.cluster.Workloads#kinds")
    void everyKindThatMakesPodsIsLookedAtWhenItsTemplateChanges(String kind) {
        String typo = workload(kind, "w", TYPO);
        assertThat(admission.warnings(typo)).singleElement().asString().contains("the pod names", TYPO);
        assertThat(admission.warnings(typo.replace("labels: {app: other}", "labels: {app: another}")))
                .as("an update that leaves the template alone")
                .isEmpty();
        assertThat(admission.warnings(workload(kind, "right", "portcullis/deny-mkdir.json")))
                .isEmpty();
    }

    @Test
    void aDebuggingContainerIsLookedAtAndWhatThePodHasAlreadyIsNot() throws IOException {
        admission.create(
                "{metadata: {name: debugged}, spec: " + POD_PLACES.get(1).formatted(SECCOMP.formatted(TYPO)) + "}");
        assertThat(Admission.warnings(admission.debug("debugged", "-c", "fine").expectSuccess()))
                .isEmpty();
        Path custom = Files.createTempFile("custom", ".yaml");
        Files.writeString(custom, "{" + SECCOMP.formatted(TYPO) + "}");
        Shell.Ended wrong = admission.debug("debugged", "-c", "wrong", "--custom", custom.toString());
        Files.delete(custom);
        assertThat(Admission.warnings(wrong.expectSuccess()))
                .singleElement()
                .asString()
                .contains("container \"wrong\" names the seccomp file " + TYPO);
    }

    @Test
    void theTypeCheckerHasNothingAgainstThePolicy() {
        soon(() -> assertThat(Cluster.shared()
                        .kubectl(
                                "get",
                                "validatingadmissionpolicy",
                                "portcullis-unknown-files",
                                "-o",
                                "jsonpath={.status.observedGeneration} {.status.typeChecking}")
                        .expectSuccess()
                        .output())
                .isEqualTo("1 {}"));
    }

    @Test
    void severalAreOneWarning() {
        String two = "{" + SECCOMP.formatted(TYPO) + ", containers: [{name: c, image: none, "
                + SECCOMP.formatted("portcullis/other.json") + "}]}";
        assertThat(admission.warnings("{apiVersion: v1, kind: Pod, metadata: {name: several}, spec: " + two + "}"))
                .singleElement()
                .asString()
                .startsWith("the pod names the seccomp file " + TYPO)
                .endsWith("(and 1 more of this pod)");
    }

    @Test
    void aNewProfileIsKnownSoonAndADeletedOneForgottenWithItsFile() {
        assertThat(warnings("portcullis/late.json")).isNotEmpty();
        admin.resource(Profiles.allowing("late", "read")).serverSideApply();
        soon(() -> assertThat(warnings("portcullis/late.json")).isEmpty());
        admin.resources(SeccompProfile.class).withName("late").delete();
        soon(() -> assertThat(warnings("portcullis/late.json")).isNotEmpty());
    }

    @Test
    void nobodyIsWarnedWithoutAListOrWithOneThatIsTooLong() {
        stopped(() -> {
            admin.resource(configMap()).delete();
            soon(() -> assertThat(warnings(TYPO)).isEmpty());
            kubectl("apply", "--server-side");
            assertThat(warnings(TYPO)).as("the shipped ConfigMap is empty").isEmpty();
            write("\nportcullis/a.json\n");
            soon(() -> assertThat(warnings(TYPO)).isNotEmpty());
            write("\n* the names of 50000 files have 2000000 bytes, which is more than this list holds\n");
            soon(() -> assertThat(warnings(TYPO)).isEmpty());
            write("");
            soon(() -> assertThat(warnings(TYPO)).isEmpty());
        });
    }

    @Test
    void theLongestListIsStillLookedUp() {
        stopped(() -> {
            write(IntStream.range(0, 29_000)
                    .mapToObj("portcullis/profile-%06d.json"::formatted)
                    .collect(Collectors.joining("\n", "\n", "\n")));
            soon(() -> {
                assertThat(warnings("portcullis/deny-mkdir.json")).isNotEmpty();
                assertThat(warnings("portcullis/profile-028999.json")).isEmpty();
            });
        });
    }

    /** Does this while nobody writes the list but the test. */
    private void stopped(Runnable test) {
        operator.stop();
        try {
            test.run();
        } finally {
            operator.restart();
            operator.awaitReady();
            soon(() -> assertThat(warnings("portcullis/deny-mkdir.json")).isEmpty());
            soon(() -> assertThat(warnings(TYPO)).isNotEmpty());
        }
    }

    private void write(String list) {
        ConfigMap configMap = configMap();
        configMap.setData(Map.of("files", list));
        admin.resource(configMap).fieldManager("test").forceConflicts().serverSideApply();
    }

    private static ConfigMap configMap() {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(LIST)
                .withNamespace(Cluster.NAMESPACE)
                .endMetadata()
                .build();
    }

    private List<String> list() {
        ConfigMap found = Cluster.shared().configMap(LIST).require();
        return Objects.requireNonNull(found.getData().get("files"))
                .lines()
                .skip(1)
                .toList();
    }

    private List<String> warnings(String file) {
        return warnings(POD_PLACES.getFirst(), file);
    }

    /** The warnings about a pod that names the file there; the pod is not kept. */
    private List<String> warnings(String place, String file) {
        return admission.dryRunWarnings("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: "
                + place.formatted(SECCOMP.formatted(file)) + "}");
    }

    private static String workload(String kind, String name, String file) {
        return Workloads.of(kind, name, "app: web", SECCOMP.formatted(file) + ", ", "");
    }

    /** Does this with the shipped manifests. */
    private static void kubectl(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        for (String file : List.of("files", "policy", "binding")) {
            all.addAll(List.of("-f", "config/unknown-files/" + file + ".yaml"));
        }
        Cluster.shared().kubectl(all.toArray(String[]::new)).expectSuccess();
    }
}
