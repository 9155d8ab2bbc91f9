package dev.portcullis.operator.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.operator.client.ServerSideApply;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WrittenTest {

    private static ValidatingAdmissionPolicyBuilder policy() {
        return new ValidatingAdmissionPolicyBuilder()
                .withNewMetadata()
                .withName("p")
                .addToLabels("ours", "x")
                .addNewOwnerReference()
                .withUid("u1")
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withFailurePolicy("Fail")
                .endSpec();
    }

    private static ValidatingAdmissionPolicy withCondition() {
        return policy().editSpec()
                .addNewMatchCondition("false", "never")
                .endSpec()
                .build();
    }

    @Test
    void theWholeSpecIsCompared() {
        ValidatingAdmissionPolicy wanted = policy().build();
        assertThat(Written.is(wanted, policy().build(), null)).isTrue();
        assertThat(Written.is(wanted, withCondition(), null)).isFalse();
        assertThat(Written.is(
                        wanted,
                        policy().editSpec()
                                .withFailurePolicy("Ignore")
                                .endSpec()
                                .build(),
                        null))
                .isFalse();
    }

    @Test
    void ourMetadataHasToBeThereAndOthersMayBe() {
        ValidatingAdmissionPolicy wanted = policy().build();
        assertThat(Written.is(
                        wanted,
                        policy().editMetadata()
                                .addToLabels("of", "others")
                                .endMetadata()
                                .build(),
                        null))
                .isTrue();
        assertThat(Written.is(
                        wanted,
                        policy().editMetadata()
                                .removeFromLabels("ours")
                                .endMetadata()
                                .build(),
                        null))
                .isFalse();
        assertThat(Written.is(
                        wanted,
                        policy().editMetadata()
                                .withOwnerReferences()
                                .endMetadata()
                                .build(),
                        null))
                .isFalse();
    }

    /** A newer API server may fill in what we do not know of. */
    @Test
    void whatTheServerMadeOfItIsItUntilSomethingElseIsWanted() {
        ValidatingAdmissionPolicy wanted = policy().build();
        Written last = Written.of(wanted, withCondition());
        assertThat(Written.is(wanted, withCondition(), last)).isTrue();
        ValidatingAdmissionPolicy other =
                policy().editSpec().withFailurePolicy("Ignore").endSpec().build();
        assertThat(Written.is(other, withCondition(), last)).isFalse();
    }

    @Test
    void othersThatWroteToTheSpecAreNamed() {
        assertThat(Written.managers(policy().editMetadata()
                        .addToManagedFields(entry(ServerSideApply.FIELD_MANAGER, "f:spec"))
                        .addToManagedFields(entry("kube-apiserver", "f:status"))
                        .addToManagedFields(entry("kubectl-label", "f:metadata"))
                        .addToManagedFields(entry("kubectl-patch", "f:spec"))
                        .endMetadata()
                        .build()))
                .containsExactly("kubectl-patch");
    }

    private static ManagedFieldsEntry entry(String manager, String part) {
        FieldsV1 fields = new FieldsV1();
        fields.setAdditionalProperties(Map.of(part, Map.of()));
        return new ManagedFieldsEntryBuilder()
                .withManager(manager)
                .withFieldsV1(fields)
                .build();
    }
}
