package dev.portcullis.it;

import static dev.portcullis.cluster.Admission.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.cluster.Admission;
import dev.portcullis.cluster.Workloads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A workload is accepted with warnings of what its pods would be refused for. */
class WorkloadAdmissionIT {

    private static final String POLICY = """
            capabilities: {drop: [ALL]}
            podSelector:
              matchLabels: {app: web}
              matchExpressions:
              - {key: tier, operator: NotIn, values: [back]}
              - {key: zone, operator: In, values: [a, b]}
              - {key: app, operator: Exists}
              - {key: off, operator: DoesNotExist}
            enforcement: {validate: Deny}
            """;

    private static final String MESSAGE = "container \"c\" does not drop ALL, as CapabilityPolicy \"web\" demands:"
            + " write securityContext.capabilities.drop: [\"ALL\"]";

    private static final String FINE = "{capabilities: {drop: [ALL]}}";

    private final Admission admission = new Admission("workloads");

    @BeforeEach
    void policy() {
        admission.policy("web", POLICY);
        soon(() -> assertThat(
                        admission.refusal(
                                "{metadata: {name: p, labels: {app: web, zone: a}}, spec: {containers: [{name: c, image: none}]}}"))
                .isEqualTo(MESSAGE));
        // The binding that warns is another object, which the API server may learn of later.
        soon(() -> assertThat(admission.dryRunWarnings(deployment("app: web, zone: a", "{}")))
                .containsExactly(MESSAGE));
    }

    @AfterEach
    void close() {
        admission.close();
    }

    @ParameterizedTest
    @MethodSource("dev.portcullis.cluster.Workloads#kinds")
    void everyKindThatMakesPodsIsLookedAt(String kind) {
        assertThat(admission.warnings(workload(kind, "app: web, zone: a", "{}")))
                .containsExactly(MESSAGE);
        assertThat(admission.warnings(workload(kind, "app: web, zone: a", FINE).replace("name: w,", "name: v,")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"app: web", "app: web, zone: c", "app: web, zone: b, tier: back", "app: web, zone: a, off: 'on'"
            })
    void templatesThatAreNotSelectedAreLeftAlone(String labels) {
        assertThat(admission.warnings(deployment(labels, "{}"))).isEmpty();
    }

    @Test
    void anUpdateWarnsOnlyWhenItTouchesTheTemplate() {
        String labels = "app: web, zone: a, tier: front";
        assertThat(admission.warnings(deployment(labels, "{}"))).containsExactly(MESSAGE);
        String scaled = deployment(labels, "{}").replace("replicas: 0", "replicas: 0, minReadySeconds: 5");
        assertThat(admission.warnings(scaled)).isEmpty();
        assertThat(Admission.warnings(admission
                        .run("scale", "deployment", "w", "--replicas=0")
                        .expectSuccess()))
                .isEmpty();
        assertThat(Admission.warnings(
                        admission.run("set", "image", "deployment/w", "c=other").expectSuccess()))
                .containsExactly(MESSAGE);
        assertThat(admission.warnings(deployment(labels, FINE))).isEmpty();
    }

    @Test
    void aTemplateIsNotWarnedOfWhatWillBeFilledIn() {
        admission.policy(
                "web",
                POLICY.replace("validate: Deny", "validate: Deny, mutate: true") + "seccompProfile: runtime-default\n");
        soon(() -> assertThat(admission.warnings(
                        deployment("app: web, zone: a", "{}").replace("none", "x" + System.nanoTime())))
                .isEmpty());
        assertThat(admission.warnings(deployment("app: web, zone: a", "{capabilities: {drop: [KILL]}}")))
                .containsExactly(MESSAGE);
        assertThat(admission.warnings(deployment("app: web, zone: a", "{seccompProfile: {type: Unconfined}}")))
                .containsExactly(
                        "container \"c\" has the seccomp profile Unconfined, which CapabilityPolicy \"web\" does not allow:"
                                + " remove it, or write securityContext.seccompProfile: {type: Localhost, localhostProfile:"
                                + " portcullis/policy/web.seccomp.json}");
    }

    private static String deployment(String labels, String securityContext) {
        return workload(Workloads.deployment(), labels, securityContext);
    }

    private static String workload(String kind, String labels, String securityContext) {
        return Workloads.of(kind, "w", labels, "", ", securityContext: " + securityContext);
    }
}
