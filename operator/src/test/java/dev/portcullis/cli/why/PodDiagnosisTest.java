package dev.portcullis.cli.why;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.FileFailure;
import dev.portcullis.cli.fleet.AgentState;
import dev.portcullis.cli.fleet.FleetDraft;
import dev.portcullis.cli.fleet.FleetNode;
import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class PodDiagnosisTest {

    private static final FleetObject WEB = FleetDraft.read(Kind.SECCOMP_PROFILE, """
            {"metadata": {"name": "web", "generation": 1},
             "status": {"observedGeneration": 1, "revision": 90, "sha256": "abc",
              "conditions": [{"type": "Ready", "status": "True", "reason": "Synced", "message": "on 2 nodes"}]}}""");

    @Test
    void aMisspeltProfileIsNamedWithTheOneThatWasMeant() {
        Answer answer = answer(pod("portcullis/wbe.json", "CreateContainerError", "no such file"), null, null);
        assertThat(answer.text(Ansi.OFF)).isEqualTo("""
                pod
                  container main: portcullis/wbe.json, CreateContainerError: no such file

                UnknownFile: container main names portcullis/wbe.json, but there is no SeccompProfile wbe; did you mean web?
                  apply a SeccompProfile wbe, or correct localhostProfile; kubectl get seccompprofiles shows what there is (PROFILE)
                """);
        assertThat(answer.json().at("/hindrances/0/code").asText()).isEqualTo("UnknownFile");
        assertThat(only(pod("web.json", "CreateContainerError", "x"), null).advice())
                .isEqualTo("write localhostProfile: portcullis/web.json");
        assertThat(only(pod("portcullis/web", "CreateContainerError", "x"), null)
                        .code())
                .isEqualTo("MisspeltFile");
        assertThat(only(pod("mine/special.json", "CreateContainerError", "no such file"), null)
                        .code())
                .isEqualTo("ForeignFile");
    }

    @Test
    void theNodeSaysWhyItLacksTheFile() {
        PodStory pod = pod("portcullis/web.json", "CreateContainerError", "no such file");
        assertThat(only(pod, null).code()).isEqualTo("NoAgent");
        assertThat(only(pod, FleetDraft.node("n1", 80)).code()).isEqualTo("NotOnNodeYet");
        Hindrance full =
                only(pod, FleetDraft.node("n1", 90, new FileFailure("web.json", "NoSpace", "no space left on device")));
        assertThat(full.statement())
                .isEqualTo("portcullis/web.json is not on node n1 as it should be: NoSpace, no space left on device");
        assertThat(full.advice()).startsWith("free space");
        assertThat(only(pod, FleetDraft.node("n1", 90)).code()).isEqualTo("RuntimeFailed");
    }

    @Test
    void anAgentThatCrashesIsTheReasonForAMissingFile() {
        assertThat(answer(
                                pod("portcullis/web.json", "CreateContainerError", "no such file"),
                                FleetDraft.node("n1", 80),
                                FleetDraft.agent("n1", false, "CrashLoopBackOff"))
                        .hindrances()
                        .getFirst()
                        .statement())
                .endsWith("; pod portcullis-agent-n1 is not ready: CrashLoopBackOff");
    }

    @Test
    void aProcessThatAFilterKilledIsTold() {
        PodStory pod = read("portcullis/web.json", """
                "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                "lastState": {"terminated": {"exitCode": 159, "reason": "Error"}}""", "Running");
        assertThat(only(pod, FleetDraft.node("n1", 90)).code()).isEqualTo("KilledByFilter");
    }

    @Test
    void aGateThatIsClosedIsTold() {
        PodStory pod = new PodStory(
                "shop",
                "web",
                null,
                "Pending",
                "0/3 nodes are available: 3 node(s) had untolerated taint {portcullis.dev/agent-not-ready: }.",
                List.of());
        assertThat(PodDiagnosis.of(pod, around(null, null)))
                .extracting(Hindrance::code)
                .containsExactly("NodeGate");
    }

    @Test
    void aPodThatRunsIsWell() {
        PodStory pod = read("portcullis/web.json", "\"state\": {\"running\": {}}", "Running");
        assertThat(pod.isWell()).isTrue();
        assertThat(PodDiagnosis.of(pod, around(FleetDraft.node("n1", 90), null)))
                .isEmpty();
    }

    @Test
    void aRefusalNamesThePolicyAndItsWords() {
        List<Hindrance> refusals = Refusals.of(
                "Deployment shop/web",
                List.of(
                        "Error creating: pods is forbidden: ValidatingAdmissionPolicy"
                                + " 'web.capabilitypolicy.portcullis.dev' with binding 'web.pods.portcullis.dev' denied"
                                + " request: container main is privileged: remove securityContext.privileged",
                        "Error creating: pods is forbidden: violates PodSecurity \"restricted:latest\""));
        assertThat(refusals).extracting(Hindrance::code).containsExactly("RefusedByPolicy", "RefusedByOther");
        assertThat(refusals.getFirst().statement())
                .isEqualTo(
                        "Deployment shop/web cannot create pods: CapabilityPolicy web refuses them: container main is"
                                + " privileged: remove securityContext.privileged");
    }

    private static Hindrance only(PodStory pod, @Nullable FleetNode node) {
        List<Hindrance> all = PodDiagnosis.of(pod, around(node, null));
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static Answer answer(PodStory pod, @Nullable FleetNode node, @Nullable AgentState agent) {
        return new Answer("pod", pod.isWell(), PodDiagnosis.facts(pod), PodDiagnosis.of(pod, around(node, agent)));
    }

    private static Surroundings around(@Nullable FleetNode node, @Nullable AgentState agent) {
        return new Surroundings(Map.of(Subject.profile("web"), WEB), List.of("web", "other"), node, agent);
    }

    private static PodStory pod(String file, String reason, String message) {
        return read(
                file,
                "\"state\": {\"waiting\": {\"reason\": \"%s\", \"message\": \"%s\"}}".formatted(reason, message),
                "Pending");
    }

    private static PodStory read(String file, String status, String phase) {
        try {
            return PodStory.of(new ObjectMapper().readTree("""
                    {"metadata": {"namespace": "shop", "name": "web"},
                     "spec": {"nodeName": "n1",
                      "securityContext": {"seccompProfile": {"type": "Localhost", "localhostProfile": "%s"}},
                      "containers": [{"name": "main"}]},
                     "status": {"phase": "%s", "containerStatuses": [{"name": "main", %s}]}}""".formatted(file, phase, status)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
