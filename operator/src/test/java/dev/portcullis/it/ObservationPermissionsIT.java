package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.ProfileObservation;
import dev.portcullis.api.ProfileObservationSpec;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.NodeObservations;
import dev.portcullis.cluster.ObservationRights;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What observation adds to the operator's rights, and all that a stolen token of an observer may do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservationPermissionsIT {

    private static final String OWN = "observer-own";
    private static final String OTHER = "observer-other";

    /** One whose NodeObservations' names are cut. */
    private static final String LONG = "n" + ".node".repeat(46);

    private static final String LONGER = "an-observation-with-a-longer-name";

    private final KubernetesClient admin = Cluster.shared().admin();
    private KubernetesClient operator;

    @BeforeAll
    void nodes() {
        operator = Cluster.client(Cluster.shared().operatorKubeconfig());
        for (String node : new String[] {OWN, OTHER, LONG}) {
            admin.resource(new NodeBuilder()
                            .withNewMetadata()
                            .withName(node)
                            .endMetadata()
                            .build())
                    .serverSideApply();
        }
    }

    @AfterAll
    void end() {
        operator.close();
        admin.resources(NodeObservation.class).delete();
        admin.resources(ProfileObservation.class).delete();
        for (String node : new String[] {OWN, OTHER, LONG}) {
            Cluster.shared().removeObserver(node);
            Cluster.shared().removeNode(node);
        }
    }

    @Test
    void withoutTheSwitchTheOperatorHasNoRight() {
        await("no right").atMost(Deadline.STEP).untilAsserted(() -> assertThat(rights(operator))
                .isEmpty());
    }

    @Test
    void withItTheOperatorHasTheRightsThatItUsesAndChangesOnlyTheFinalizer() {
        ProfileObservation observation = observation("finalized");
        try (ObservationRights rights = ObservationRights.grant()) {
            await("the rights").atMost(Deadline.STEP).untilAsserted(() -> assertThat(rights(operator))
                    .containsExactlyInAnyOrder(
                            "get profileobservations",
                            "list profileobservations",
                            "watch profileobservations",
                            "patch profileobservations",
                            "patch profileobservations/status",
                            "update profileobservations/finalizers",
                            "list nodeobservations",
                            "watch nodeobservations"));
            merge(observation, "{\"metadata\":{\"finalizers\":[\"portcullis.dev/in-use\"]}}");
            for (String patch : new String[] {
                "{\"spec\":{\"suspend\":true}}",
                "{\"metadata\":{\"finalizers\":[\"example.com/other\"]}}",
                "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"
            }) {
                assertForbidden(
                        () -> merge(observation, patch),
                        "the operator may add and remove the finalizer portcullis.dev/in-use, and change nothing else");
            }
            merge(observation, "{\"metadata\":{\"finalizers\":null}}");
        }
    }

    @Test
    void anObserverWritesOnlyTheNodeObservationsOfItsOwnNode() {
        ProfileObservation observation = observation("shop");
        try (ObservationRights rights = ObservationRights.grant();
                KubernetesClient client = Cluster.client(Cluster.shared().observerKubeconfig(OWN))) {
            NodeObservations observer = new NodeObservations(client);
            NodeObservation foreign = NodeObservations.object(observation, OTHER);
            assertForbidden(() -> observer.apply(foreign), "may write only the NodeObservations of its own node");
            observer.tell(observation, OWN, NodeObservations.status(OWN, 1, 5, 0));
            assertThat(admin.resources(NodeObservation.class)
                            .withName("shop." + OWN)
                            .require()
                            .getStatus()
                            .calls())
                    .isEqualTo(5);

            admin.resource(foreign).serverSideApply();
            assertForbidden(
                    () -> observer.tell("shop." + OTHER, NodeObservations.status(OTHER, 1, 5, 0)),
                    "may write only the NodeObservations of its own node");
            assertForbidden(
                    () -> observer.tell("shop." + OWN, NodeObservations.status(OTHER, 1, 5, 0)),
                    "may not speak for another node");
            assertThat(rights(client))
                    .containsExactlyInAnyOrder(
                            "get nodeobservations",
                            "create nodeobservations",
                            "patch nodeobservations",
                            "patch nodeobservations/status");
            assertForbidden(() -> client.pods().inNamespace(Cluster.NAMESPACE).list(), "pods is forbidden");
            assertForbidden(
                    () -> client.secrets().inNamespace(Cluster.NAMESPACE).list(), "secrets is forbidden");
            assertForbidden(
                    () -> client.configMaps().inNamespace(Cluster.NAMESPACE).list(), "configmaps is forbidden");
        }
    }

    @Test
    void anObserverGivesThemToTheirObservationAloneAndUnderOneName() {
        ProfileObservation observation = observation("owned");
        ProfileObservation another = observation("another");
        try (ObservationRights rights = ObservationRights.grant();
                KubernetesClient client = Cluster.client(Cluster.shared().observerKubeconfig(OWN))) {
            NodeObservations observer = new NodeObservations(client);
            NodeObservation foreign = NodeObservations.object(observation, OTHER);
            assertForbidden(() -> observer.apply(foreign), "may write only the NodeObservations of its own node");
            NodeObservation misowned = NodeObservations.object(observation, OWN);
            misowned.getMetadata()
                    .setOwnerReferences(
                            NodeObservations.object(another, OWN).getMetadata().getOwnerReferences());
            assertForbidden(() -> observer.apply(misowned), "must have exactly one owner");
            NodeObservation blocking = NodeObservations.object(observation, OWN);
            blocking.getMetadata().getOwnerReferences().getFirst().setBlockOwnerDeletion(true);
            assertForbidden(() -> observer.apply(blocking), "without controller and blockOwnerDeletion");
            NodeObservation pinned = NodeObservations.object(observation, OWN);
            pinned.getMetadata().setFinalizers(List.of("example.com/for-ever"));
            assertForbidden(() -> observer.apply(pinned), "may not set or remove finalizers");
            NodeObservation noted = NodeObservations.object(observation, OWN);
            noted.getMetadata().setAnnotations(Map.of("note", "x".repeat(200_000)));
            assertForbidden(() -> observer.apply(noted), "may not set or remove labels and annotations");
            assertForbidden(
                    () -> client.resource(NodeObservations.object(observation, OWN))
                            .fieldManager("another")
                            .serverSideApply(),
                    "under the field manager portcullis-observer, not \"another\"");
            observer.apply(NodeObservations.object(observation, OWN));
        }
    }

    @Test
    void aNodeWhoseNameIsTooLongHasANameThatIsCut() {
        ProfileObservation observation = observation(LONGER);
        try (ObservationRights rights = ObservationRights.grant();
                KubernetesClient client = Cluster.client(Cluster.shared().observerKubeconfig(LONG))) {
            NodeObservations observer = new NodeObservations(client);
            observer.tell(observation, LONG, NodeObservations.status(LONG, 1, 5, 0));
            assertThat(admin.resources(NodeObservation.class)
                            .withName(NodeObservation.nameOf(LONGER, LONG))
                            .require()
                            .getMetadata()
                            .getName())
                    .hasSize(253);
            NodeObservation uncut = NodeObservations.object(observation, LONG);
            uncut.getMetadata().setName(LONGER + "." + LONG.substring(0, 200));
            assertForbidden(() -> observer.apply(uncut), "may write only the NodeObservations of its own node");
        }
    }

    @Test
    void theApiServerRefusesWhatMakesNoSense() {
        assertThat(Cluster.shared()
                        .apply(manifest("denying", "{response: Deny}"))
                        .expectFailure()
                        .errors())
                .contains("set seccompProfile too");
        assertThat(Cluster.shared().apply(manifest("a.b", "{}")).expectFailure().errors())
                .contains("and no dots");
        assertThat(Cluster.shared()
                        .apply(manifest("timed", "{duration: 1 day}"))
                        .expectFailure()
                        .errors())
                .contains("spec.duration");
        assertThat(Cluster.shared()
                        .apply(manifest("told", "{arguments: [{syscall: socket, index: 6}]}"))
                        .expectFailure()
                        .errors())
                .contains("index");
        Cluster.shared().apply(manifest("fixed", "{seccompProfile: web}")).expectSuccess();
        assertThat(Cluster.shared()
                        .apply(manifest("fixed", "{seccompProfile: shop}"))
                        .expectFailure()
                        .errors())
                .contains("seccompProfile cannot be changed");
        Cluster.shared()
                .apply(manifest("fixed", "{seccompProfile: web, response: Deny, duration: 1h30m, suspend: true}"))
                .expectSuccess();
    }

    private ProfileObservation observation(String name) {
        ProfileObservation observation = new ProfileObservation();
        observation.setMetadata(new ObjectMetaBuilder().withName(name).build());
        observation.setSpec(new ProfileObservationSpec(null, null, null, null, null, null, null, null));
        return admin.resource(observation).serverSideApply();
    }

    private static String manifest(String name, String spec) {
        return """
                apiVersion: portcullis.dev/v1
                kind: ProfileObservation
                metadata: {name: %s}
                spec: %s
                """.formatted(name, spec);
    }

    private void merge(ProfileObservation observation, String patch) {
        operator.resources(ProfileObservation.class)
                .withName(observation.getMetadata().getName())
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    /** What the API server lets a client do with both kinds, as "VERB RESOURCE". */
    private static Set<String> rights(KubernetesClient client) {
        Set<String> rights = new TreeSet<>();
        for (String resource : new String[] {"profileobservations", "nodeobservations"}) {
            for (String verb :
                    new String[] {"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"}) {
                for (String subresource : new String[] {"", "status", "finalizers"}) {
                    boolean allowed = Boolean.TRUE.equals(client.resource(new SelfSubjectAccessReviewBuilder()
                                    .withNewSpec()
                                    .withNewResourceAttributes()
                                    .withGroup("portcullis.dev")
                                    .withResource(resource)
                                    .withSubresource(subresource)
                                    .withVerb(verb)
                                    .endResourceAttributes()
                                    .endSpec()
                                    .build())
                            .create()
                            .getStatus()
                            .getAllowed());
                    if (allowed) {
                        rights.add(verb + " " + resource + (subresource.isEmpty() ? "" : "/" + subresource));
                    }
                }
            }
        }
        return rights;
    }

    private static void assertForbidden(ThrowingCallable call, String message) {
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.getCode()).isEqualTo(403))
                .withMessageContaining(message);
    }
}
