package dev.portcullis.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.CapabilityPolicySpec;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedObjectsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{capabilities: {drop: [ALL]}, enforcement: {validate: Deny, mutate: true}}",
                "{capabilities: {drop: [ALL]}, podSelector: {}}",
                "{capabilities: {drop: [ALL]}, podSelector: {}, enforcement: {validate: 'Off', mutate: false}}"
            })
    void nothingIsMadeThatDoesNothing(String spec) {
        Governance governance = governance(spec, true, true);
        assertThat(ValidatingObjects.policy(governance)).isEmpty();
        assertThat(ValidatingObjects.bindings(governance)).isEmpty();
        assertThat(MutatingObjects.policy(governance)).isEmpty();
        assertThat(MutatingObjects.binding(governance)).isEmpty();
    }

    @Test
    void podsAreFilledInWithTheNextBestUntilTheirFileIsThereWhenTheServerCan() {
        String spec = "{seccompProfile: s, podSelector: {}, enforcement: {mutate: true}}";
        assertThat(MutatingObjects.policy(governance(spec, false, true)))
                .get()
                .asString()
                .contains("value: {'type': 'RuntimeDefault'}")
                .doesNotContain("Localhost");
        assertThat(MutatingObjects.policy(governance(spec, true, false))).isEmpty();
        assertThat(MutatingObjects.policy(governance(spec, true, true)))
                .get()
                .asString()
                .contains("value: {'localhostProfile': 'portcullis/policy/p.seccomp.json', 'type': 'Localhost'}");
        assertThat(MutatingObjects.policy(governance("{podSelector: {}, enforcement: {mutate: true}}", true, true)))
                .as("nothing to fill in")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Deny, Fail, Deny, Warn", "Warn, Ignore, Warn, Warn", "Audit, Ignore, Audit, Audit"})
    void validationIsDoneAsThePolicySays(String validate, String failurePolicy, String pods, String workloads) {
        Governance governance = governance("{podSelector: {}, enforcement: {validate: " + validate + "}}", true, true);
        assertThat(ValidatingObjects.policy(governance).orElseThrow().getSpec().getFailurePolicy())
                .isEqualTo(failurePolicy);
        List<ValidatingAdmissionPolicyBinding> bindings = ValidatingObjects.bindings(governance);
        assertThat(bindings)
                .extracting(b -> b.getMetadata().getName())
                .containsExactly("p.pods.portcullis.dev", "p.workloads.portcullis.dev");
        assertThat(bindings)
                .extracting(b -> b.getSpec().getValidationActions())
                .containsExactly(List.of(pods), List.of(workloads));
    }

    @Test
    void updatesOfPodsAreLookedAtOnlyWhereLabelsSelectThem() {
        String labels = "{podSelector: {matchLabels: {a: b}}, enforcement: {validate: Deny}}";
        assertThat(operationsOnPods(labels)).containsExactly("CREATE", "UPDATE");
        assertThat(operationsOnPods(labels.replace("matchLabels: {a: b}", ""))).containsExactly("CREATE");
        assertThat(operationsOnPods(labels.replace("podSelector", "namespaceSelector")))
                .containsExactly("CREATE");
    }

    private static List<String> operationsOnPods(String spec) {
        Governance governance = governance(spec, true, true);
        List<String> ofBinding = ValidatingObjects.bindings(governance)
                .getFirst()
                .getSpec()
                .getMatchResources()
                .getResourceRules()
                .getFirst()
                .getOperations();
        assertThat(ValidatingObjects.policy(governance)
                        .orElseThrow()
                        .getSpec()
                        .getMatchConstraints()
                        .getResourceRules()
                        .getFirst()
                        .getOperations())
                .isEqualTo(ofBinding);
        return ofBinding;
    }

    @Test
    void exemptNamespacesAreAddedToTheSelectorOfNamespaces() {
        LabelSelector selector = governance(
                        "{namespaceSelector: {matchLabels: {team: a}, matchExpressions: [{key: k, operator: Exists}]}}",
                        true,
                        true)
                .namespaceSelector();
        assertThat(selector.getMatchLabels()).containsEntry("team", "a");
        assertThat(selector.getMatchExpressions())
                .extracting(e -> e.getKey() + " " + e.getOperator() + " " + e.getValues())
                .containsExactly("k Exists []", "kubernetes.io/metadata.name NotIn [kube-system, x]");
    }

    private static Governance governance(String spec, boolean seccompAvailable, boolean canFill) {
        CapabilityPolicySpec parsed = Serialization.unmarshal("---\n" + spec, CapabilityPolicySpec.class);
        return new Governance(
                "p", parsed, Requirements.of("p", parsed, seccompAvailable), Set.of("x", "kube-system"), canFill);
    }
}
