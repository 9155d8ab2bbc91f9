package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.CapabilityPolicyStatus;
import dev.portcullis.api.EffectiveCapabilities;
import dev.portcullis.api.RuleFilter;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.cluster.Admission;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Events;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.Member;
import dev.portcullis.cluster.Policies;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.machine.Deadline;
import dev.portcullis.rendition.Digest;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A CapabilityPolicy becomes files on the nodes, a status, and a hold on pods. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CapabilityPolicyIT {

    private static final String NAMESPACE = "policies";

    private final KubernetesClient admin = Cluster.shared().admin();
    private final Policies policies = new Policies(admin);
    private Fleet fleet;

    @BeforeAll
    void oneNode(@TempDir Path home) {
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
        admin.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName("default")
                .waitUntilCondition(Objects::nonNull, Deadline.STEP.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
        fleet = Fleet.start(home, "policies", 1);
    }

    @AfterEach
    void nothingIsLeft() {
        fleet.restartWhatEnded();
        admin.resources(dev.portcullis.api.CapabilityPolicy.class).delete();
        await("admission policies to go").atMost(Deadline.ROLLOUT).until(() -> admissionObjects(null)
                .isEmpty());
    }

    @AfterAll
    void end() {
        fleet.close();
        admin.namespaces().withName(NAMESPACE).delete();
    }

    @Test
    void theProfileIsMadeForThePolicysCapabilities() throws IOException {
        policies.apply("clock", "{capabilities: {drop: [ALL], add: [SYS_TIME]}, seccompProfile: timers}");
        awaitReason("clock", "Rendered", "SeccompProfileMissing");
        assertThat(policies.status("clock").condition("Stalled")).isEmpty();

        fleet.apply(Profiles.of(
                "timers",
                "SCMP_ACT_ERRNO",
                null,
                Profiles.rule("SCMP_ACT_ALLOW", "read"),
                Profiles.allowedWith("CAP_SYS_TIME", "settimeofday")));
        policies.apply("none", "{capabilities: {drop: [ALL]}, seccompProfile: timers}");
        awaitReady("clock");
        awaitReady("none");
        assertThat(file("clock.seccomp.json"))
                .content()
                .contains("settimeofday", "\"includes CAP_SYS_TIME\": \"kept: settimeofday\"");
        assertThat(seccomp("none").get("syscalls").toString()).contains("read").doesNotContain("settimeofday");

        CapabilityPolicyStatus status = policies.status("clock");
        assertThat(status.root())
                .isEqualTo(EffectiveCapabilities.of(List.of("SYS_TIME"), "0000000002000000", "0000000002000000"));
        assertThat(status.nonRoot())
                .isEqualTo(EffectiveCapabilities.of(List.of(), "0000000000000000", "0000000002000000"));
        assertThat(status.localhostProfile()).isEqualTo("portcullis/policy/clock.seccomp.json");
        assertThat(status.sha256()).isEqualTo(digest("clock.seccomp.json"));
        assertThat(status.capabilitiesSha256()).isEqualTo(digest("clock.capabilities.json"));
        assertThat(status.availableSince()).isNotNull();
        assertThat(Objects.requireNonNull(status.nodes()).summary()).isEqualTo("1/1");

        // Either side may change.
        fleet.apply(Profiles.of(
                "timers",
                "SCMP_ACT_ERRNO",
                null,
                Profiles.rule("SCMP_ACT_ALLOW", "read"),
                Profiles.allowedWith("CAP_SYS_TIME", "settimeofday", "clock_settime")));
        await("the profile's change").atMost(Deadline.STEP).untilAsserted(() -> assertThat(file("clock.seccomp.json"))
                .content()
                .contains("clock_settime"));
        policies.apply("clock", "{capabilities: {drop: [ALL]}, seccompProfile: timers}");
        await("the policy's change").atMost(Deadline.STEP).untilAsserted(() -> assertThat(
                        seccomp("clock").get("syscalls").toString())
                .doesNotContain("settimeofday"));

        fleet.delete("timers");
        awaitReason("clock", "Rendered", "SeccompProfileMissing");
        assertThat(file("clock.seccomp.json")).exists();
        policies.apply("clock", "{capabilities: {drop: [ALL]}}");
        awaitReason("clock", "Rendered", "Rendered");
        await("the file to go").atMost(Deadline.STEP).until(() -> Files.notExists(file("clock.seccomp.json")));
        assertThat(policies.status("clock").localhostProfile()).isNull();
        policies.delete("clock");
        await("the other too").atMost(Deadline.ROLLOUT).until(() -> Files.notExists(file("clock.capabilities.json")));
    }

    @Test
    void aBasesChangeReachesThePolicy() {
        fleet.apply("ground", "read");
        fleet.apply(Profiles.on("upper", List.of("ground"), "write"));
        policies.apply("user", "{seccompProfile: upper}");
        awaitReady("user");
        fleet.apply("ground", "read", "openat");
        await("the base's change").atMost(Deadline.STEP).untilAsserted(() -> assertThat(file("user.seccomp.json"))
                .content()
                .contains("openat"));
    }

    @Test
    void podsAreHeldToThePolicyAndLetGoAgain() {
        policies.apply(
                "strict",
                "{capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}, podSelector: {matchLabels: {app: strict}},"
                        + " enforcement: {validate: Deny}}");
        awaitReason("strict", "Enforced", "Deny");
        eventually(() -> assertThatThrownBy(() -> create("strict", null))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("container \"main\" does not drop ALL, as CapabilityPolicy \"strict\" demands"));
        create("strict", new Capabilities(List.of("NET_BIND_SERVICE"), List.of("ALL")));
        create("other", null);

        // Whoever removes an admission policy finds it again.
        admin.admissionRegistration()
                .v1()
                .validatingAdmissionPolicies()
                .withName("strict.capabilitypolicy.portcullis.dev")
                .delete();
        eventually(() -> assertThatThrownBy(() -> create("strict", null)).hasMessageContaining("does not drop ALL"));
        await("the Event").atMost(Deadline.STEP).untilAsserted(() -> assertThat(warnings("strict", "Restored"))
                .containsExactly("ValidatingAdmissionPolicy/strict.capabilitypolicy.portcullis.dev was deleted, and is"
                        + " there again"));

        // Pods are admitted and refused while the operator is away.
        fleet.operator().kill();
        // The API server may only now let go of the deleted one, and take up the new one.
        eventually(() -> assertThatThrownBy(() -> create("strict", null)).hasMessageContaining("does not drop ALL"));
        create("strict", new Capabilities(List.of(), List.of("ALL")));
        fleet.operator().restart();
        fleet.operator().awaitReady();

        policies.apply(
                "strict",
                "{capabilities: {drop: [ALL]}, podSelector: {matchLabels: {app: strict}}, enforcement: {validate: Off}}");
        awaitReason("strict", "Enforced", "Off");
        await("the objects to go").atMost(Deadline.STEP).until(() -> admissionObjects("strict")
                .isEmpty());
        eventually(() -> create("strict", null));
    }

    @Test
    void enforcementCanBeTurnedOffWhileTheProfileIsMissing() {
        policies.apply(
                "stuck",
                "{capabilities: {drop: [ALL]}, seccompProfile: nowhere, podSelector: {matchLabels: {app: stuck}},"
                        + " enforcement: {validate: Deny}}");
        awaitReason("stuck", "Rendered", "SeccompProfileMissing");
        eventually(() -> assertThatThrownBy(() -> create("stuck", null)).hasMessageContaining("does not drop ALL"));
        policies.apply("stuck", "{seccompProfile: nowhere, podSelector: {}, enforcement: {validate: Off}}");
        eventually(() -> create("stuck", null));
    }

    @Test
    void silentPodsAreSentToTheFileOnlyWhenEveryNodeHasIt() {
        fleet.agent(1).kill();
        fleet.apply("narrow", "read", "write");
        policies.apply(
                "filled",
                "{capabilities: {drop: [ALL], add: [CHOWN]}, seccompProfile: narrow,"
                        + " podSelector: {matchLabels: {app: filled}}, enforcement: {validate: Deny, mutate: true}}");
        awaitReason("filled", "Enforced", "DenyWaitingForNodes");
        assertThat(policies.status("filled").condition("Enforced"))
                .get()
                .extracting(Condition::getStatus)
                .isEqualTo("True");
        assertThat(policies.message("filled", "Enforced"))
                .contains("pods that do not keep to it are refused", "waiting for " + fleet.node(1));
        eventually(() -> {
            Pod pod = create("filled", null);
            assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
                    .isEqualTo("RuntimeDefault");
            assertThat(pod.getSpec()
                            .getContainers()
                            .getFirst()
                            .getSecurityContext()
                            .getCapabilities())
                    .isEqualTo(new Capabilities(List.of("CHOWN"), List.of("ALL")));
        });
        // The API server takes up what fills in and what refuses at moments of their own.
        eventually(
                () -> assertThatThrownBy(() -> create("filled", new Capabilities(List.of("SYS_TIME"), List.of("ALL"))))
                        .hasMessageContaining("adds SYS_TIME"));

        fleet.agent(1).restart();
        // While the two admission policies change, every silent pod is taken.
        List<String> refusals = new ArrayList<>();
        await("the file to be demanded").atMost(Deadline.ROLLOUT).until(() -> {
            try {
                create("filled", null);
            } catch (KubernetesClientException e) {
                refusals.add(e.getMessage());
            }
            return policies.reason("filled", "Enforced").equals("Deny");
        });
        assertThat(refusals).isEmpty();
        eventually(() -> {
            Pod pod = create("filled", null);
            assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getLocalhostProfile())
                    .isEqualTo("portcullis/policy/filled.seccomp.json");
            assertThat(pod.getSpec()
                            .getContainers()
                            .getFirst()
                            .getSecurityContext()
                            .getCapabilities())
                    .isEqualTo(new Capabilities(List.of("CHOWN"), List.of("ALL")));
        });

        // A new document does not take the pods back from the old one.
        fleet.agent(1).kill();
        fleet.apply("narrow", "read", "write", "openat");
        awaitReason("filled", "Ready", "RollingOut");
        assertThat(policies.reason("filled", "Enforced")).isEqualTo("Deny");
        fleet.agent(1).restart();
        awaitReady("filled");
    }

    /** A kernel that is too old never has the file: other nodes' pods do not wait for that one. */
    @Test
    void aNodeThatCannotWriteTheFileDoesNotKeepItFromTheOthers() {
        SyscallRule newer = new SyscallRule(
                List.of("write"),
                null,
                "SCMP_ACT_ALLOW",
                null,
                null,
                null,
                null,
                new RuleFilter(null, null, "99.0"),
                null);
        fleet.apply(Profiles.of("newer", "SCMP_ACT_ERRNO", null, Profiles.rule("SCMP_ACT_ALLOW", "read"), newer));
        policies.apply(
                "lagging",
                "{seccompProfile: newer, podSelector: {matchLabels: {app: lagging}}, enforcement: {validate: Deny}}");
        awaitReason("lagging", "Enforced", "Deny");
        assertThat(policies.message("lagging", "Enforced"))
                .contains("pods on " + fleet.node(1) + " wait for the seccomp file");
        assertThat(policies.status("lagging").availableSince()).isNotNull();
        eventually(() -> assertThatThrownBy(() -> create("lagging", null))
                .hasMessageContaining("has no seccomp profile, but CapabilityPolicy \"lagging\" demands one: write"
                        + " securityContext.seccompProfile: {type: Localhost"));
    }

    @Test
    void aPolicyThatSelectsOnlyWhatIsExemptSaysSo() {
        policies.apply(
                "exempted",
                "{capabilities: {drop: [ALL]}, namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}},"
                        + " enforcement: {validate: Deny}}");
        awaitReason("exempted", "Enforced", "Exempt");
        assertThat(admissionObjects("exempted")).isEmpty();
        assertThat(policies.status("exempted").warnings())
                .singleElement()
                .asString()
                .contains("every namespace that the policy selects is exempt: kube-system, portcullis-system");
        policies.apply("exempted", "{capabilities: {drop: [ALL]}, podSelector: {}, enforcement: {validate: Deny}}");
        awaitReason("exempted", "Enforced", "Deny");
        assertThat(policies.status("exempted").warnings())
                .singleElement()
                .asString()
                .startsWith("spec.enforcement.validate: Deny over all namespaces but kube-system, portcullis-system");
    }

    /** Stands for an API server that refuses generated objects for reasons that the schema does not know. */
    @Test
    void aPolicyThatTheApiServerRefusesIsToldInStatus() {
        String policy =
                "{capabilities: {drop: [ALL]}, podSelector: {matchLabels: {app: told}}, enforcement: {validate: Deny}}";
        policies.apply("told-before", policy);
        awaitReason("told-before", "Enforced", "Deny");
        rights("[\"get\",\"list\",\"watch\",\"delete\"]");
        try {
            await("the right to be gone").atMost(Deadline.STEP).until(() -> !Cluster.shared()
                    .kubectl(
                            "auth",
                            "can-i",
                            "patch",
                            "validatingadmissionpolicies.admissionregistration.k8s.io",
                            "--as=system:serviceaccount:" + Cluster.NAMESPACE + ":portcullis-operator")
                    .isSuccess());
            policies.apply("told", policy);
            awaitReason("told", "Enforced", "NotApplied");
            assertThat(policies.message("told", "Enforced"))
                    .startsWith("nothing is enforced: the API server does not take the admission policies:")
                    .contains("forbidden");
            policies.apply("told-before", policy.replace("[ALL]", "[ALL], add: [KILL]"));
            awaitReason("told-before", "Enforced", "NotApplied");
            assertThat(policies.message("told-before", "Enforced"))
                    .startsWith("what was enforced before stays: the API server");
            await("the Event").atMost(Deadline.STEP).untilAsserted(() -> assertThat(warnings("told", "NotApplied"))
                    .singleElement()
                    .asString()
                    .contains("forbidden"));
        } finally {
            rights("[\"get\",\"list\",\"watch\",\"create\",\"patch\",\"delete\"]");
        }
        // It is tried again without anybody doing anything.
        await("another attempt").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
            assertThat(policies.reason("told", "Enforced")).isEqualTo("Deny");
            assertThat(policies.reason("told-before", "Enforced")).isEqualTo("Deny");
        });
    }

    private static void rights(String verbs) {
        Cluster.shared()
                .kubectl(
                        "patch",
                        "clusterrole",
                        "portcullis-enforcement",
                        "--type=json",
                        "-p",
                        "[{\"op\":\"replace\",\"path\":\"/rules/0/verbs\",\"value\":" + verbs + "}]")
                .expectSuccess();
    }

    /** The messages of the Warnings about a policy. */
    private List<String> warnings(String policy, String reason) {
        return Events.about(policy, reason).stream().map(Event::getMessage).toList();
    }

    /** Objects are compared as a whole, with fields of others, which a server-side apply does not see. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "validatingadmissionpolicy/NAME.capabilitypolicy"
                        + " | {spec: {matchConditions: [{name: never, expression: 'false'}]}}",
                "validatingadmissionpolicy/NAME.capabilitypolicy | {spec: {failurePolicy: Ignore}}",
                "validatingadmissionpolicy/NAME.capabilitypolicy"
                        + " | {spec: {matchConstraints: {excludeResourceRules: [{apiGroups: [''], apiVersions: [v1],"
                        + " operations: [CREATE], resources: [pods]}]}}}",
                "validatingadmissionpolicybinding/NAME.pods | {spec: {validationActions: [Audit]}}",
                "validatingadmissionpolicybinding/NAME.pods"
                        + " | {spec: {matchResources: {namespaceSelector: {matchLabels: {a: b}}}}}",
                "validatingadmissionpolicybinding/NAME.pods"
                        + " | {spec: {matchResources: {excludeResourceRules: [{apiGroups: [''], apiVersions: [v1],"
                        + " operations: [CREATE], resources: [pods]}]}}}",
                "mutatingadmissionpolicy/NAME.capabilitypolicy"
                        + " | {spec: {matchConditions: [{name: never, expression: 'false'}]}}",
                "mutatingadmissionpolicybinding/NAME.capabilitypolicy"
                        + " | {spec: {matchResources: {objectSelector: {matchLabels: {a: b}}}}}"
            })
    void changesOfOthersArePutRightAndToldByAnEvent(String object, String patch) {
        policies.apply(
                "tampered",
                "{capabilities: {drop: [ALL]}, podSelector: {matchLabels: {app: tampered}},"
                        + " enforcement: {validate: Deny, mutate: true}}");
        awaitReason("tampered", "Enforced", "Deny");
        String name = object.replace("NAME", "tampered") + ".portcullis.dev";
        await("all objects")
                .atMost(Deadline.STEP)
                .until(() -> admissionObjects("tampered").size() == 5);
        String before = spec(name);
        Cluster.shared().kubectl("label", name, "of-others=stays").expectSuccess();
        Cluster.shared()
                .kubectl(
                        "patch",
                        name,
                        "--type=merge",
                        "-p",
                        Admission.yaml(patch).toString())
                .expectSuccess();
        await("it to be put right").atMost(Deadline.STEP).untilAsserted(() -> assertThat(spec(name))
                .isEqualTo(before));
        await("the Event").atMost(Deadline.STEP).untilAsserted(() -> assertThat(warnings("tampered", "Restored"))
                .anySatisfy(message -> assertThat(message)
                        .containsIgnoringCase(name)
                        .contains("was changed by kubectl-patch, and is again as it was made")));
        assertThat(Cluster.shared()
                        .kubectl("get", name, "-o", "jsonpath={.metadata.labels.of-others}")
                        .expectSuccess()
                        .output())
                .isEqualTo("stays");
    }

    private static String spec(String name) {
        return Cluster.shared()
                .kubectl("get", name, "-o", "jsonpath={.spec}")
                .expectSuccess()
                .output();
    }

    @Test
    void anOperatorThatIsNotToEnforceNeedsNoRightToIt(@TempDir Path home) {
        fleet.operator().stop();
        String role = "portcullis-enforcement";
        admin.rbac().clusterRoleBindings().withName(role).delete();
        try (Member rendering = Member.operator(home, "rendering", "--lease-duration", "3s", "--enforcement", "false")
                .awaitReady()) {
            policies.apply("shown", "{capabilities: {drop: [ALL]}, podSelector: {}, enforcement: {validate: Deny}}");
            awaitReason("shown", "Enforced", "Disabled");
            awaitReady("shown");
        } finally {
            Cluster.shared()
                    .kubectl("apply", "--server-side", "-k", "config/cluster")
                    .expectSuccess();
            fleet.operator().restart();
            fleet.operator().awaitReady();
        }
        awaitReason("shown", "Enforced", "Deny");
    }

    @Test
    void policiesThatMeetSaySo() {
        policies.apply("one", "{podSelector: {matchLabels: {app: web}}, enforcement: {validate: Warn}}");
        policies.apply("two", "{podSelector: {matchLabels: {tier: front}}, enforcement: {validate: Audit}}");
        policies.apply("apart", "{podSelector: {matchLabels: {app: db}}, enforcement: {validate: Audit}}");
        await("both to tell").atMost(Deadline.STEP).untilAsserted(() -> {
            assertThat(policies.status("one").overlaps()).containsExactly("two");
            assertThat(policies.status("two").overlaps()).containsExactly("apart", "one");
            assertThat(policies.message("one", "Enforced")).contains("can also be governed by two");
        });
        policies.delete("two");
        await("the other to notice").atMost(Deadline.STEP).untilAsserted(() -> assertThat(
                        policies.status("one").overlaps())
                .isNull());
    }

    /** A pod of one container, looked at and admitted by everything but kept by nobody. */
    private Pod create(String app, @Nullable Capabilities capabilities) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withGenerateName(app + "-")
                .withNamespace(NAMESPACE)
                .addToLabels("app", app)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("none")
                .withNewSecurityContext()
                .withCapabilities(capabilities)
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build();
        NonDeletingOperation<Pod> dryRun = admin.resource(pod).dryRun();
        return dryRun.create();
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Deadline.STEP).untilAsserted(assertion);
    }

    private List<String> admissionObjects(@Nullable String policy) {
        String start = policy == null ? "" : policy + ".";
        return List.of(
                        "validatingadmissionpolicies",
                        "validatingadmissionpolicybindings",
                        "mutatingadmissionpolicies",
                        "mutatingadmissionpolicybindings")
                .stream()
                .flatMap(kind -> Cluster.shared()
                        .kubectl("get", kind, "-o", "name", "-l", "app.kubernetes.io/managed-by=portcullis")
                        .expectSuccess()
                        .output()
                        .lines())
                .filter(name -> name.substring(name.indexOf('/') + 1).startsWith(start))
                .toList();
    }

    private Path file(String name) {
        return fleet.directory(1).resolve("policy").resolve(name);
    }

    private JsonNode seccomp(String policy) throws IOException {
        return new ObjectMapper().readTree(file(policy + ".seccomp.json").toFile());
    }

    private String digest(String name) throws IOException {
        return Digest.sha256(Files.readString(file(name)));
    }

    private void awaitReady(String policy) {
        awaitReason(policy, "Ready", "Synced");
    }

    private void awaitReason(String policy, String type, String reason) {
        await(policy + " to be " + reason)
                .atMost(Deadline.STEP)
                .untilAsserted(() -> assertThat(policies.reason(policy, type)).isEqualTo(reason));
    }
}
