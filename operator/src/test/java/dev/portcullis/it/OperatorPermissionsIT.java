package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.api.CapabilityPolicy;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Policies;
import dev.portcullis.cluster.Profiles;
import dev.portcullis.cluster.SyscallBlocks;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's token may write its own finalizer into the objects of users, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorPermissionsIT {

    private static final String NAME = "operator-permissions";
    private static final String FOREIGN = "example.com/keep";
    private static final String OWN = "portcullis.dev/in-use";

    private final KubernetesClient admin = Cluster.shared().admin();
    private KubernetesClient operator;

    @BeforeAll
    void aProfileAndAPolicy() {
        operator = Cluster.client(Cluster.shared().operatorKubeconfig());
        admin.resource(Profiles.allowing(NAME, "read")).serverSideApply();
        new Policies(admin).apply(NAME, "{capabilities: {drop: [ALL]}}");
        new SyscallBlocks(admin).apply(NAME, "{syscalls: [{names: [bpf]}]}");
        merge(admin, finalizers(FOREIGN));
    }

    @AfterAll
    void end() {
        operator.close();
        merge(admin, "{\"metadata\":{\"finalizers\":null}}");
        admin.resources(SeccompProfile.class).withName(NAME).delete();
        admin.resources(CapabilityPolicy.class).withName(NAME).delete();
        block(admin).delete();
    }

    @Test
    void setsItsFinalizerAndTakesItAway() {
        merge(operator, finalizers(FOREIGN, OWN));
        assertThat(admin.resources(SeccompProfile.class)
                        .withName(NAME)
                        .require()
                        .getMetadata()
                        .getFinalizers())
                .containsExactly(FOREIGN, OWN);
        merge(operator, finalizers(FOREIGN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"metadata\":{\"finalizers\":null}}",
                "{\"metadata\":{\"finalizers\":[\"example.com/keep\",\"example.com/other\"]}}",
                "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}",
                "{\"metadata\":{\"annotations\":{\"a\":\"b\"}}}",
            })
    void changesNoOtherMetadata(String patch) {
        assertRefused(profile(operator), patch);
        assertRefused(policy(operator), patch);
        assertRefused(block(operator), patch);
    }

    @Test
    void changesNoSpec() {
        assertRefused(profile(operator), "{\"spec\":{\"defaultAction\":\"SCMP_ACT_ALLOW\"}}");
        assertRefused(policy(operator), "{\"spec\":{\"capabilities\":{\"add\":[\"SYS_ADMIN\"]}}}");
        assertRefused(block(operator), "{\"spec\":{\"expires\":\"2020-01-01T00:00:00Z\"}}");
    }

    @Test
    void makesAndDeletesNoBlocks() {
        assertForbidden(() -> block(operator).delete());
        SyscallBlock another = block(admin).require();
        another.setMetadata(new ObjectMetaBuilder().withName("another").build());
        assertForbidden(() -> operator.resource(another).create());
    }

    private static void assertForbidden(ThrowableAssert.ThrowingCallable request) {
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(request)
                .satisfies(refusal -> assertThat(refusal.getCode()).isEqualTo(403));
    }

    private static void assertRefused(Resource<?> object, String patch) {
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> object.patch(PatchContext.of(PatchType.JSON_MERGE), patch))
                .satisfies(refusal -> assertThat(refusal.getCode()).isEqualTo(403))
                .withMessageContaining(
                        "may add and remove the finalizer portcullis.dev/in-use, and change nothing else");
    }

    private static void merge(KubernetesClient client, String patch) {
        profile(client).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        policy(client).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        block(client).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private static String finalizers(String... names) {
        return "{\"metadata\":{\"finalizers\":[\"" + String.join("\",\"", names) + "\"]}}";
    }

    private static Resource<SeccompProfile> profile(KubernetesClient client) {
        return client.resources(SeccompProfile.class).withName(NAME);
    }

    private static Resource<SyscallBlock> block(KubernetesClient client) {
        return client.resources(SyscallBlock.class).withName(NAME);
    }

    private static Resource<CapabilityPolicy> policy(KubernetesClient client) {
        return client.resources(CapabilityPolicy.class).withName(NAME);
    }
}
