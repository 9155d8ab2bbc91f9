package dev.portcullis.it;

import static dev.portcullis.cluster.Admission.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.admission.Fillable;
import dev.portcullis.cluster.Admission;
import dev.portcullis.cluster.Cluster;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API server's answers to pods that a policy governs. */
class AdmissionIT {

    private static final String WEB = """
            capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
            podSelector: {matchLabels: {app: web}}
            enforcement: {validate: Deny}
            """;

    private final Admission admission = new Admission("admission");

    @AfterEach
    void close() {
        admission.close();
    }

    @Test
    void aPodThatKeepsToThePolicyIsAdmittedAndEveryRuleIsTold() {
        admission.policy("web", WEB);
        soon(() -> assertThat(admission.refusal(web("{}")))
                .isEqualTo("container \"c\" does not drop ALL, as CapabilityPolicy \"web\" demands:"
                        + " write securityContext.capabilities.drop: [\"ALL\"]"));
        assertThat(admission.refusal(web("{capabilities: {drop: [ALL]}}"))).isEmpty();
        assertThat(admission.refusal(web("{capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}")))
                .isEmpty();
        assertThat(admission.refusal(web("{capabilities: {drop: [all]}}")))
                .startsWith("container \"c\" does not drop ALL");
        assertThat(admission.refusal(web("{privileged: true, capabilities: {drop: [ALL]}}")))
                .isEqualTo("container \"c\" is privileged, which gives it every capability; CapabilityPolicy \"web\""
                        + " allows NET_BIND_SERVICE at most: remove securityContext.privileged");
        assertThat(admission.refusal(
                        web("{capabilities: {drop: [ALL], add: [NET_ADMIN, NET_BIND_SERVICE, CAP_SYS_TIME]}}")))
                .isEqualTo(
                        "container \"c\" adds NET_ADMIN, CAP_SYS_TIME, which CapabilityPolicy \"web\" does not allow:"
                                + " remove that from securityContext.capabilities.add; allowed: NET_BIND_SERVICE");
        assertThat(admission.refusal(web("{privileged: true, capabilities: {add: [ALL]}}")))
                .isEqualTo("container \"c\" is privileged, which gives it every capability; CapabilityPolicy \"web\""
                        + " allows NET_BIND_SERVICE at most: remove securityContext.privileged; and container \"c\""
                        + " adds ALL, which CapabilityPolicy \"web\" does not allow: remove that from"
                        + " securityContext.capabilities.add; allowed: NET_BIND_SERVICE; and container \"c\" does not"
                        + " drop ALL, as CapabilityPolicy \"web\" demands: write securityContext.capabilities.drop:"
                        + " [\"ALL\"]");
    }

    @Test
    void initContainersCountAndTheFirstOffenderIsNamed() {
        admission.policy("web", WEB);
        soon(() -> assertThat(admission.refusal("""
                                metadata: {name: p, labels: {app: web}}
                                spec:
                                  initContainers: [{name: i, image: none}, {name: j, image: none}]
                                  containers: [{name: c, image: none}]
                                """))
                .isEqualTo("container \"i\" does not drop ALL, as CapabilityPolicy \"web\" demands:"
                        + " write securityContext.capabilities.drop: [\"ALL\"] (and 2 more containers)"));
    }

    @Test
    void singleDropsAreDemandedOneByOne() {
        admission.policy("base", """
                capabilities: {drop: [SYS_CHROOT, NET_RAW]}
                podSelector: {matchLabels: {app: web}}
                enforcement: {validate: Deny}
                """);
        soon(() -> assertThat(admission.refusal(web("{}")))
                .isEqualTo("container \"c\" does not drop NET_RAW, SYS_CHROOT, as CapabilityPolicy \"base\" demands:"
                        + " write securityContext.capabilities.drop: [\"NET_RAW\", \"SYS_CHROOT\"]"));
        assertThat(admission.refusal(web("{capabilities: {drop: [net_raw]}}")))
                .isEqualTo("container \"c\" does not drop SYS_CHROOT, as CapabilityPolicy \"base\" demands:"
                        + " write securityContext.capabilities.drop: [\"SYS_CHROOT\"]");
        assertThat(admission.refusal(web("{capabilities: {drop: [NET_RAW, sys_chroot]}}")))
                .isEmpty();
        assertThat(admission.refusal(web("{capabilities: {drop: [ALL], add: [CHOWN]}}")))
                .isEmpty();
    }

    @Test
    void aPodWithoutASeccompProfileIsRefusedUnderConfined() {
        admission.policy("confined", """
                podSelector: {matchLabels: {app: web}}
                enforcement: {validate: Deny, seccomp: Confined}
                """);
        String write = " write securityContext.seccompProfile: {type: RuntimeDefault}";
        soon(() -> assertThat(admission.refusal(web("{}")))
                .isEqualTo("container \"c\" has no seccomp profile, but CapabilityPolicy \"confined\" demands one:"
                        + write));
        assertThat(admission.refusal(web("{seccompProfile: {type: RuntimeDefault}}")))
                .isEmpty();
        assertThat(admission.refusal(web("{seccompProfile: {type: Unconfined}}")))
                .isEqualTo(
                        "container \"c\" has the seccomp profile Unconfined, which CapabilityPolicy \"confined\" does not"
                                + " allow: remove it, or" + write);
        assertThat(admission.refusal("""
                        metadata: {name: p, labels: {app: web}}
                        spec:
                          securityContext: {seccompProfile: {type: Unconfined}}
                          containers: [{name: c, image: none, securityContext: {seccompProfile: {type: Unconfined}}}]
                        """))
                .isEqualTo(
                        "the pod has the seccomp profile Unconfined, which CapabilityPolicy \"confined\" does not allow:"
                                + " remove it, or" + write + " (and 1 more containers)");
    }

    @Test
    void theFileOfThePolicyIsDemanded() {
        admission.policy("file", """
                seccompProfile: runtime-default
                podSelector: {matchLabels: {app: web}}
                enforcement: {validate: Deny}
                """);
        String write = " write securityContext.seccompProfile: {type: Localhost, localhostProfile:"
                + " portcullis/policy/file.seccomp.json}";
        soon(() -> assertThat(admission.refusal(web("{}")))
                .isEqualTo(
                        "container \"c\" has no seccomp profile, but CapabilityPolicy \"file\" demands one:" + write));
        assertThat(admission.refusal(web("{seccompProfile: {type: RuntimeDefault}}")))
                .isEqualTo(
                        "container \"c\" has the seccomp profile RuntimeDefault, but CapabilityPolicy \"file\" demands"
                                + " portcullis/policy/file.seccomp.json:" + write);
        assertThat(admission.refusal(web("{seccompProfile: {type: Localhost, localhostProfile: other.json}}")))
                .startsWith("container \"c\" has the seccomp profile other.json, but");
        assertThat(admission.refusal(web(
                        "{seccompProfile: {type: Localhost, localhostProfile: portcullis/policy/file.seccomp.json}}")))
                .isEmpty();
    }

    /** One dead node, or one agent that lies, must not let pods run without any filter. */
    @Test
    void untilNodesHaveTheFileEveryPodNeedsSomeProfile() {
        String spec = """
                seccompProfile: runtime-default
                podSelector: {matchLabels: {app: web}}
                enforcement: {validate: Deny}
                """;
        admission.policy("file", spec, Fillable.DEFAULTS, false);
        soon(() -> assertThat(admission.refusal(web("{}")))
                .isEqualTo("container \"c\" has no seccomp profile, but CapabilityPolicy \"file\" demands one: write"
                        + " securityContext.seccompProfile: {type: RuntimeDefault}"));
        assertThat(admission.refusal(web("{seccompProfile: {type: Unconfined}}")))
                .contains("Unconfined");
        assertThat(admission.refusal(web("{seccompProfile: {type: RuntimeDefault}}")))
                .isEmpty();
        admission.policy("file", spec.replace("Deny", "Deny, seccomp: NotUnconfined"), Fillable.DEFAULTS, false);
        soon(() -> assertThat(admission.refusal(web("{}"))).isEmpty());
    }

    /** A silent container holds what its node's runtime gives it, not what the policy starts from. */
    @Test
    void capabilitiesThatSomeRuntimeGivesByItselfHaveToBeDropped() {
        admission.policy("none", """
                runtimeDefaults: none
                capabilities: {add: [NET_BIND_SERVICE]}
                podSelector: {matchLabels: {app: web}}
                enforcement: {validate: Deny}
                """);
        soon(() -> assertThat(admission.refusal(web("{}"))).contains("does not drop ALL"));
        assertThat(admission.refusal(web("{capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}")))
                .isEmpty();
        admission.policy("none", """
                runtimeDefaults: cri-o
                podSelector: {matchLabels: {app: web}}
                enforcement: {validate: Deny}
                """);
        soon(() -> assertThat(admission.refusal(web("{}")))
                .contains("does not drop NET_RAW, SYS_CHROOT, MKNOD, AUDIT_WRITE, SETFCAP"));
    }

    @Test
    void theLargestSelectorsThatTheSchemaTakesAreEnforced() {
        String labels = IntStream.range(100, 132)
                .mapToObj(i -> "d".repeat(250) + i + "/" + "n".repeat(63) + ": " + "v".repeat(63))
                .collect(Collectors.joining(", ", "{", "}"));
        String expressions = IntStream.range(100, 132)
                .mapToObj(i -> "{key: " + "d".repeat(250) + i + "/not, operator: NotIn, values: ["
                        + IntStream.range(100, 164)
                                .mapToObj(v -> "v".repeat(60) + v)
                                .collect(Collectors.joining(", "))
                        + "]}")
                .collect(Collectors.joining(", ", "[", "]"));
        admission.policy(
                "large",
                "{capabilities: {drop: [ALL]}, podSelector: {matchLabels: " + labels + ", matchExpressions: "
                        + expressions + "}, enforcement: {validate: Deny}}");
        String governed = web("{}").replace("{app: web}", labels);
        soon(() -> assertThat(admission.refusal(governed)).contains("does not drop ALL"));
        assertThat(admission.refusal(web("{}"))).isEmpty();
        admission.create(web("{}"));
        String[] keys =
                labels.substring(1, labels.length() - 1).replace(": ", "=").split(", ", -1);
        List<String> command = new ArrayList<>(List.of("label", "pod", "p"));
        command.addAll(List.of(keys));
        assertThat(admission.run(command.toArray(String[]::new)).expectFailure().errors())
                .contains("does not drop ALL");
    }

    @Test
    void somePodsAreLeftAlone() {
        admission.policy("everyone", """
                capabilities: {drop: [ALL]}
                podSelector: {}
                enforcement: {validate: Deny, mutate: false}
                """);
        soon(() -> assertThat(admission.refusal(web("{}"))).contains("\"everyone\""));
        for (String exempt : Admission.EXEMPT) {
            assertThat(admission.refusalIn(exempt, web("{}"))).isEmpty();
        }
        assertThat(admission.refusal("""
                        metadata: {name: p}
                        spec: {os: {name: windows}, containers: [{name: c, image: none}]}
                        """)).isEmpty();
    }

    @Test
    void aRunningPodCanBeEditedThoughItBreaksThePolicy() {
        admission.create(web("{privileged: true}"));
        admission.policy("web", WEB);
        soon(() -> assertThat(admission.refusal(web("{}"))).isNotEmpty());
        admission.run("label", "pod", "p", "more=labels").expectSuccess();
        admission.run("set", "image", "pod/p", "c=other").expectSuccess();
        admission
                .run("patch", "pod", "p", "-p", "{\"metadata\":{\"finalizers\":[\"example.com/f\"]}}")
                .expectSuccess();
        admission
                .run("patch", "pod", "p", "-p", "{\"metadata\":{\"finalizers\":null}}")
                .expectSuccess();
        admission.run("delete", "pod", "p", "--now").expectSuccess();
    }

    @Test
    void theStricterOfTwoPoliciesHoldsAndADeletedOneDoesNot() {
        admission.policy("web", WEB);
        admission.policy("none", WEB.replace(", add: [NET_BIND_SERVICE]", ""));
        soon(() -> {
            assertThat(admission.refusal(web("{capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}")))
                    .isEqualTo("container \"c\" adds NET_BIND_SERVICE, which CapabilityPolicy \"none\" does not allow:"
                            + " remove that from securityContext.capabilities.add; allowed: none");
            assertThat(admission.refusal(web("{capabilities: {drop: [ALL], add: [KILL]}}")))
                    .contains("adds KILL");
        });
        assertThat(admission.refusal(web("{capabilities: {drop: [ALL]}}"))).isEmpty();
        admission.removePolicies();
        soon(() -> assertThat(admission.refusal(web("{privileged: true}"))).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Audit", "Warn"})
    void auditAndWarnAdmitThePod(String validate) {
        // As Deny first, so that it is known when the API server has taken up what comes after.
        admission.policy("web", WEB);
        soon(() -> assertThat(admission.refusal(web("{}"))).isNotEmpty());
        admission.policy("web", WEB.replace("Deny", validate));
        soon(() -> assertThat(admission.refusal(web("{}"))).isEmpty());
        String message = "container \"c\" does not drop ALL, as CapabilityPolicy \"web\" demands:"
                + " write securityContext.capabilities.drop: [\"ALL\"]";
        if (validate.equals("Warn")) {
            assertThat(admission.warnings(web("{}"))).containsExactly(message);
        } else {
            assertThat(admission.warnings(web("{}"))).isEmpty();
        }
    }

    @Test
    void twoHundredContainersAreWithinTheBudget() {
        admission.policy("file", """
                capabilities: {drop: [NET_RAW, SYS_CHROOT, MKNOD, KILL], add: [NET_ADMIN]}
                seccompProfile: runtime-default
                podSelector: {matchLabels: {app: web}}
                enforcement: {validate: Deny, mutate: true}
                """);
        String fine = pod(200, "{runAsUser: 7}");
        String file = "seccompProfile: {type: Localhost, localhostProfile: portcullis/policy/file.seccomp.json}";
        soon(() -> assertThat(admission.refusal(web("{privileged: true}"))).isNotEmpty());
        // The mutating policy becomes active by itself.
        soon(() -> assertThat(admission.refusal(fine)).isEmpty());
        assertThat(admission.refusal(
                        pod(200, "{capabilities: {drop: [A, B, C, D, E, F], add: [G, H, I]}, " + file + "}")))
                .contains(
                        "adds G, H, I, which",
                        "does not drop KILL, NET_RAW, SYS_CHROOT, MKNOD",
                        "(and 199 more containers)");
    }

    @Test
    void objectionsTooLongToTellAreARefusalWithoutDetails() {
        admission.policy("web", WEB);
        soon(() -> assertThat(admission.refusal(web("{}"))).isNotEmpty());
        String names = IntStream.range(0, 1000).mapToObj(i -> "NAME_" + i).collect(Collectors.joining(", "));
        assertThat(admission.refusal(web("{capabilities: {drop: [ALL], add: [" + names + "]}}")))
                .isEqualTo(
                        "the pod asks for more than CapabilityPolicy \"web\" allows: look at privileged, capabilities and"
                                + " seccompProfile of its containers");
    }

    @Test
    void theApiServersTypeCheckerHasNoComplaint() {
        admission.policy("plain", WEB);
        admission.policy("full", """
                capabilities: {drop: [NET_RAW]}
                seccompProfile: runtime-default
                podSelector: {matchExpressions: [{key: a, operator: Exists}, {key: b, operator: NotIn, values: [c]}]}
                enforcement: {validate: Deny, mutate: true}
                """);
        admission.policy("confined", "{podSelector: {}, enforcement: {validate: Audit, seccomp: Confined}}");
        admission.policy(
                "everything",
                "{capabilities: {add: [ALL]}, runtimeDefaults: none, podSelector: {}, enforcement: {validate: Warn}}");
        KubernetesClient admin = Cluster.shared().admin();
        for (String name : new String[] {"plain", "full", "confined", "everything"}) {
            soon(() -> {
                ValidatingAdmissionPolicy policy = admin.admissionRegistration()
                        .v1()
                        .validatingAdmissionPolicies()
                        .withName(name + ".capabilitypolicy.portcullis.dev")
                        .get();
                assertThat(policy.getStatus().getTypeChecking()).isNotNull();
                assertThat(policy.getStatus().getTypeChecking().getExpressionWarnings())
                        .isEmpty();
            });
        }
    }

    private static String web(String securityContext) {
        return pod(1, securityContext).replace("c0", "c");
    }

    private static String pod(int containers, String securityContext) {
        return IntStream.range(0, containers)
                .mapToObj(i -> "{name: c" + i + ", image: none, securityContext: " + securityContext + "}")
                .collect(Collectors.joining(
                        ", ",
                        "{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app: web}}, spec: {containers: [",
                        "]}}"));
    }
}
