package dev.portcullis.it;

import static dev.portcullis.cluster.Admission.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.cluster.Admission;
import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ephemeral containers that kubectl debug adds to running pods are held to the policy, and nothing else of those pods. */
class DebugAdmissionIT {

    private static final String POLICY = """
            capabilities: {drop: [ALL], add: [KILL]}
            podSelector: {matchLabels: {app: web}}
            enforcement: {validate: Deny}
            """;

    private static final String FILLING =
            POLICY.replace("Deny}", "Deny, mutate: true}") + "seccompProfile: runtime-default\n";

    private static final String OLD = """
            metadata: {name: old, labels: {app: web}}
            spec:
              securityContext: {seccompProfile: {type: SECCOMP}}
              containers: [{name: c, image: none, securityContext: {privileged: true}}]
            """;

    private static final String FINE = """
            metadata: {name: fine, labels: {app: web}}
            spec: {containers: [{name: c, image: none, securityContext: {capabilities: {drop: [ALL]}}}]}
            """;

    private static final String PROBE =
            "{metadata: {name: p, labels: {app: web}}, spec: {containers: [{name: c, image: none,"
                    + " securityContext: {privileged: true}}]}}";

    private final Admission admission = new Admission("debug");

    /** A pod from before any policy, which breaks every rule. */
    @BeforeEach
    void before() {
        admission.create(OLD.replace("SECCOMP", "Unconfined"));
        admission.create(OLD.replace("SECCOMP", "RuntimeDefault").replace("name: old", "name: confined"));
        admission.create(
                "{metadata: {name: silent, labels: {app: web}}, spec: {containers: [{name: c, image: none}]}}");
    }

    @AfterEach
    void close() {
        admission.close();
    }

    @Test
    void oneThatAsksForMoreIsRefusedAndOneThatDoesNotIsAdded() {
        policy(POLICY);
        assertThat(refusal(admission.debug("old", "--profile=general")))
                .matches(
                        "container \"debugger-\\w+\" adds SYS_PTRACE, which CapabilityPolicy \"web\" does not allow: remove"
                                + " that from securityContext.capabilities.add; allowed: KILL; and container \"debugger-\\w+\""
                                + " does not drop ALL, as CapabilityPolicy \"web\" demands: write"
                                + " securityContext.capabilities.drop: \\[\"ALL\"\\]");
        assertThat(refusal(admission.debug("old", "--profile=sysadmin"))).contains("is privileged");
        admission.debug("old", "--profile=restricted", "--target=c").expectSuccess();
        admission.debug("old", "--profile=restricted").expectSuccess();
        assertThat(admission.pod("old").getSpec().getEphemeralContainers()).hasSize(2);
    }

    @Test
    void aPodFromBeforeThePolicyDoesNotHoldItsContainersBack() {
        policy(POLICY.replace("Deny}", "Deny, seccomp: NotUnconfined}"));
        // That profile names RuntimeDefault itself.
        admission.debug("old", "--profile=restricted").expectSuccess();
        assertThat(refusal(admission.debug("old", "--profile=baseline")))
                .contains("has the seccomp profile Unconfined, which CapabilityPolicy \"web\" does not allow");
        assertThat(refusal(admission.debug("confined", "--profile=baseline"))).doesNotContain("seccomp");
    }

    @Test
    void oneThatIsSilentIsFilledIn() {
        policy(FILLING);
        admission.debug("silent", "--profile=baseline").expectSuccess();
        EphemeralContainer first =
                admission.pod("silent").getSpec().getEphemeralContainers().getFirst();
        assertThat(first.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(first.getSecurityContext().getCapabilities().getAdd()).containsExactly("KILL");
        assertThat(first.getSecurityContext().getSeccompProfile().getLocalhostProfile())
                .isEqualTo("portcullis/policy/web.seccomp.json");
        assertThat(admission.pod("silent").getSpec().getContainers().getFirst().getSecurityContext())
                .isNull();
        // What the pod says of seccomp stands.
        assertThat(refusal(admission.debug("confined", "--profile=baseline")))
                .contains("has the seccomp profile RuntimeDefault, but CapabilityPolicy \"web\" demands portcullis/");
    }

    @Test
    void aPodThatComesUnderThePolicyByItsLabelsIsJudgedAsAWholeDebuggersToo() {
        policy(POLICY);
        admission.create(FINE);
        admission.run("label", "pod", "fine", "app-").expectSuccess();
        admission.debug("fine", "--profile=sysadmin").expectSuccess();
        Shell.Ended toggled = admission.run("label", "pod", "fine", "app=web");
        assertThat(refusal(toggled))
                .matches("container \"debugger-\\w+\" is privileged, which gives it every capability;.*");
        assertThat(admission.pod("fine").getMetadata().getLabels()).doesNotContainKey("app");
        // The same in one request that changes another label too.
        assertThat(refusal(admission.run("label", "pod", "fine", "app=web", "more=labels")))
                .contains("is privileged");
    }

    @Test
    void aPodThatIsLabelledAfterItsCreationIsJudged() {
        policy(POLICY);
        admission.create(
                OLD.replace("SECCOMP", "RuntimeDefault").replace("name: old, labels: {app: web}", "name: late"));
        assertThat(refusal(admission.run("label", "pod", "late", "app=web"))).contains("container \"c\" is privileged");
        admission.run("label", "pod", "late", "app=other").expectSuccess();
        admission.create(FINE.replace("app: web", "app: other"));
        admission.run("label", "pod", "fine", "app=web", "--overwrite").expectSuccess();
    }

    @Test
    void podsFromBeforeThePolicyCanBeChangedInEverythingElse() {
        policy(POLICY);
        admission.run("label", "pod", "old", "more=labels").expectSuccess();
        admission.run("annotate", "pod", "old", "more=words").expectSuccess();
        admission
                .run("patch", "pod", "old", "-p", "{\"metadata\":{\"finalizers\":[\"example.com/f\"]}}")
                .expectSuccess();
        admission
                .run("patch", "pod", "old", "--subresource=status", "-p", "{\"status\":{\"phase\":\"Running\"}}")
                .expectSuccess();
        admission
                .run("patch", "pod", "old", "-p", "{\"metadata\":{\"finalizers\":null}}")
                .expectSuccess();
        admission.run("label", "pod", "old", "app-").expectSuccess();
        admission.run("delete", "pod", "old", "--now").expectSuccess();
    }

    @Test
    void aLabelIsOnlyWarnedOfWhereThePolicyOnlyWarns() {
        policy(POLICY);
        admission.policy("web", POLICY.replace("Deny", "Warn"));
        soon(() -> assertThat(admission.refusal(PROBE)).isEmpty());
        admission.create(
                OLD.replace("SECCOMP", "RuntimeDefault").replace("name: old, labels: {app: web}", "name: late"));
        assertThat(Admission.warnings(
                        admission.run("label", "pod", "late", "app=web").expectSuccess()))
                .singleElement()
                .asString()
                .contains("container \"c\" is privileged");
    }

    private void policy(String spec) {
        admission.policy("web", spec);
        soon(() -> assertThat(admission.refusal(PROBE)).isNotEmpty());
        if (spec.contains("mutate")) {
            soon(() -> assertThat(admission.refusal(PROBE.replace("true", "false")))
                    .isEmpty());
        }
    }

    private static String refusal(Shell.Ended ended) {
        return Admission.reason(ended.expectFailure().errors());
    }
}
