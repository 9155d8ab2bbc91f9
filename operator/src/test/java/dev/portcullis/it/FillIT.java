package dev.portcullis.it;

import static dev.portcullis.cluster.Admission.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.admission.Fillable;
import dev.portcullis.cluster.Admission;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods are filled in where they are silent, and nowhere else; what comes out passes the same policy. */
class FillIT {

    private static final String POLICY = """
            capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
            seccompProfile: runtime-default
            podSelector: {matchLabels: {app: web}}
            enforcement: {validate: Deny, mutate: true}
            """;

    private static final String FILLED = "{capabilities: {add: [NET_BIND_SERVICE], drop: [ALL]}}";
    private static final String PROFILE =
            "{seccompProfile: {localhostProfile: portcullis/policy/web.seccomp.json, type: Localhost}}";
    private static final String SILENT =
            "{metadata: {name: p, labels: {app: web}}, spec: {containers: [{name: c, image: none}]}}";

    private final Admission admission = new Admission("fill");

    @AfterEach
    void close() {
        admission.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "{} | " + FILLED,
                "{capabilities: {}} | " + FILLED,
                "{capabilities: {add: [], drop: []}} | " + FILLED,
                "{runAsUser: 7} | {capabilities: {add: [NET_BIND_SERVICE], drop: [ALL]}, runAsUser: 7}",
                "{privileged: false} | {capabilities: {add: [NET_BIND_SERVICE], drop: [ALL]}, privileged: false}",
                "{capabilities: {drop: [ALL]}} | {capabilities: {drop: [ALL]}}",
                "{capabilities: {drop: [KILL]}} | {capabilities: {drop: [KILL]}}",
                "{capabilities: {add: [KILL]}} | {capabilities: {add: [KILL]}}",
                "{privileged: true} | {privileged: true}",
                "{seccompProfile: {type: RuntimeDefault}} | {capabilities: {add: [NET_BIND_SERVICE], drop: [ALL]},"
                        + " seccompProfile: {type: RuntimeDefault}}"
            })
    void capabilitiesAreSetInContainersThatSayNothingOfThem(String written, String expected) {
        // Audit, so that what breaks the policy can be seen as well.
        admission.policy("web", POLICY.replace("Deny", "Audit"));
        awaitFilling();
        JsonNode pod = made("{metadata: {name: p, labels: {app: web}}, spec: {"
                + "initContainers: [{name: i, image: none, securityContext: " + written + "}],"
                + "containers: [{name: c, image: none}, {name: d, image: none, securityContext: " + written + "}]}}");
        assertThat(pod.at("/initContainers/0/securityContext")).isEqualTo(Admission.yaml(expected));
        assertThat(pod.at("/containers/0/securityContext")).isEqualTo(Admission.yaml(FILLED));
        assertThat(pod.at("/containers/1/securityContext")).isEqualTo(Admission.yaml(expected));
        assertThat(pod.at("/securityContext")).isEqualTo(Admission.yaml(PROFILE));
    }

    @Test
    void thePodsOwnSeccompProfileStands() {
        admission.policy("web", POLICY.replace("Deny", "Audit"));
        awaitFilling();
        assertThat(made(SILENT.replace("spec: {", "spec: {securityContext: {seccompProfile: {type: Unconfined}}, "))
                        .at("/securityContext"))
                .isEqualTo(Admission.yaml("{seccompProfile: {type: Unconfined}}"));
        assertThat(made(SILENT.replace("spec: {", "spec: {securityContext: {runAsUser: 7}, "))
                        .at("/securityContext/seccompProfile/type")
                        .asText())
                .isEqualTo("Localhost");
    }

    @Test
    void aPodThatWasFilledInPassesTheSamePolicy() {
        admission.policy("web", POLICY);
        soon(() -> assertThat(admission.refusal(SILENT.replace("none}", "none, securityContext: {privileged: true}}")))
                .isNotEmpty());
        soon(() -> assertThat(admission.refusal(SILENT)).isEmpty());
        assertThat(made(SILENT).at("/containers/0/securityContext")).isEqualTo(Admission.yaml(FILLED));
    }

    @Test
    void windowsPodsAndExemptNamespacesAreLeftAlone() {
        admission.policy("web", POLICY);
        awaitFilling();
        String windows = SILENT.replace("spec: {", "spec: {os: {name: windows}, ");
        assertThat(made(windows).at("/containers/0/securityContext").isMissingNode())
                .isTrue();
        for (String exempt : Admission.EXEMPT) {
            assertThat(admission
                            .dryRun(exempt, SILENT)
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .getSecurityContext())
                    .isNull();
        }
    }

    @Test
    void noPolicyGivesASilentPodMoreThanEveryRuntimeGivesIt() {
        String all = "{capabilities: {add: [ALL]}, seccompProfile: s, podSelector: {matchLabels: {app: web}},"
                + " enforcement: {mutate: true}}";
        admission.policy("web", all);
        soon(() -> assertThat(made(SILENT).at("/securityContext")).isEqualTo(Admission.yaml(PROFILE)));
        assertThat(made(SILENT).at("/containers/0/securityContext").isMissingNode())
                .isTrue();
        String some = all.replace("[ALL]", "[SYS_TIME, KILL, NET_RAW], drop: [ALL]");
        admission.policy("web", some);
        soon(() -> assertThat(made(SILENT).at("/containers/0/securityContext/capabilities"))
                .isEqualTo(Admission.yaml("{add: [KILL], drop: [ALL]}")));
        // What the operator is told to let policies add, they add.
        admission.policy("web", some, Fillable.of(List.of("SYS_TIME")), true);
        soon(() -> assertThat(made(SILENT).at("/containers/0/securityContext/capabilities"))
                .isEqualTo(Admission.yaml("{add: [KILL, SYS_TIME], drop: [ALL]}")));
        admission.policy("web", all, Fillable.of(List.of("ALL")), true);
        soon(() -> assertThat(made(SILENT).at("/containers/0/securityContext/capabilities"))
                .isEqualTo(Admission.yaml("{add: [ALL]}")));
    }

    @Test
    void untilNodesHaveTheFileSilentPodsGetTheNextBest() {
        admission.policy("web", POLICY, Fillable.DEFAULTS, false);
        soon(() -> assertThat(made(SILENT).at("/securityContext"))
                .isEqualTo(Admission.yaml("{seccompProfile: {type: RuntimeDefault}}")));
        assertThat(made(SILENT).at("/containers/0/securityContext")).isEqualTo(Admission.yaml(FILLED));
    }

    @Test
    void aPolicyThatChangesNoCapabilitySetsTheProfileAlone() {
        admission.policy(
                "web", "{seccompProfile: s, podSelector: {matchLabels: {app: web}}, enforcement: {mutate: true}}");
        soon(() -> assertThat(made(SILENT).at("/securityContext")).isEqualTo(Admission.yaml(PROFILE)));
        assertThat(made(SILENT).at("/containers/0/securityContext").isMissingNode())
                .isTrue();
    }

    private void awaitFilling() {
        soon(() -> assertThat(made(SILENT).at("/containers/0/securityContext")).isEqualTo(Admission.yaml(FILLED)));
    }

    private JsonNode made(String pod) {
        return Admission.yaml(Serialization.asYaml(admission.dryRun(pod).getSpec()));
    }
}
