package dev.portcullis.operator.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.admission.EnforcedPolicy;
import dev.portcullis.admission.EnforcementSettings;
import dev.portcullis.admission.Fillable;
import dev.portcullis.admission.PodTemplate;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.operator.reports.WorkloadResult.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PolicyResultsTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final EnforcementSettings SETTINGS = new EnforcementSettings(Set.of("exempt"), Fillable.DEFAULTS);
    private static final String SILENT = "{containers: [{name: c, image: i}]}";
    private static final String DROPS =
            "{containers: [{name: c, image: i, securityContext: {capabilities: {drop: [ALL]}}}]}";
    private static final String ALL_PODS = "capabilities: {drop: [ALL]}, podSelector: {}, enforcement: ";

    @Test
    void whoKeepsToAPolicyPasses() throws IOException {
        assertThat(results(DROPS, judge("strict", ALL_PODS + "{validate: Deny}", true)))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
                    assertThat(result.policy()).isEqualTo("CapabilityPolicy/strict");
                    assertThat(result.message()).isEqualTo("its pods keep to the policy");
                });
    }

    @Test
    void whoDoesNotIsRefusedOrWouldBe() throws IOException {
        List<WorkloadResult> results = results(
                SILENT,
                judge("denies", ALL_PODS + "{validate: Deny}", true),
                judge("warns", ALL_PODS + "{validate: Warn}", true),
                judge("audits", ALL_PODS + "{validate: Audit}", true),
                judge("waits", ALL_PODS + "{validate: Deny}", false),
                judge("off", ALL_PODS + "{validate: Off, mutate: false}", true));
        assertThat(results)
                .extracting(WorkloadResult::policy, WorkloadResult::verdict)
                .containsExactly(
                        tuple("CapabilityPolicy/audits", Verdict.WARN),
                        tuple("CapabilityPolicy/denies", Verdict.FAIL),
                        tuple("CapabilityPolicy/waits", Verdict.WARN),
                        tuple("CapabilityPolicy/warns", Verdict.WARN));
        assertThat(results.get(1).message())
                .isEqualTo("its new pods are refused: container \"c\" does not drop ALL, as CapabilityPolicy"
                        + " \"denies\" demands: write securityContext.capabilities.drop: [\"ALL\"]");
        assertThat(results.get(2).message()).startsWith("its pods will be refused once the policy is in force: ");
        assertThat(results.get(3).message())
                .startsWith("its pods would be refused if the policy said validate: Deny: ");
    }

    @Test
    void whatAnotherPolicyFillsInCounts() throws IOException {
        assertThat(results(
                        SILENT,
                        judge("fills", ALL_PODS + "{validate: Off, mutate: true}", true),
                        judge("strict", ALL_PODS + "{validate: Deny}", true)))
                .extracting(WorkloadResult::verdict)
                .containsExactly(Verdict.PASS);
    }

    @Test
    void onlyPoliciesThatGovernThePodsJudge() throws IOException {
        assertThat(results(
                        SILENT,
                        judge(
                                "others",
                                "capabilities: {drop: [ALL]}, podSelector: {matchLabels: {app: other}}, enforcement:"
                                        + " {validate: Deny}",
                                true),
                        judge(
                                "gold",
                                "capabilities: {drop: [ALL]}, namespaceSelector: {matchLabels: {tier: gold}},"
                                        + " enforcement: {validate: Deny}",
                                true)))
                .extracting(WorkloadResult::policy)
                .containsExactly("CapabilityPolicy/gold");
    }

    private static List<WorkloadResult> results(String podSpec, PolicyResults.Judge... judges) throws IOException {
        PolicyResults results = new PolicyResults(Stream.of(judges).toList(), Map.of("shop", Map.of("tier", "gold")));
        JsonNode spec = YAML.readTree(podSpec);
        return results.of(
                new ReportedWorkload(WorkloadKind.DEPLOYMENT, "shop", "web"),
                new PodTemplate("shop", Map.of("app", "web"), Map.of(), "spec.template.spec", spec));
    }

    private static PolicyResults.Judge judge(String name, String spec, boolean inForce) throws IOException {
        return new PolicyResults.Judge(
                EnforcedPolicy.of(name, YAML.readValue("{" + spec + "}", CapabilityPolicySpec.class), true, SETTINGS),
                inForce);
    }
}
