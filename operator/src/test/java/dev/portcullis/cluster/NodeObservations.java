package dev.portcullis.cluster;

import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ProfileObservation;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What an observer writes, under the rights of one.
 *
 * @param client with the token of an observer's pod
 */
public record NodeObservations(KubernetesClient client) {

    /** The object of an observation on a node, without a status. */
    public static NodeObservation object(ProfileObservation of, String node) {
        String name = of.getMetadata().getName();
        NodeObservation object = new NodeObservation();
        object.setMetadata(new ObjectMetaBuilder()
                .withName(NodeObservation.nameOf(name, node))
                .addNewOwnerReference()
                .withApiVersion("portcullis.dev/v1")
                .withKind("ProfileObservation")
                .withName(name)
                .withUid(of.getMetadata().getUid())
                .endOwnerReference()
                .build());
        return object;
    }

    /** Calls of {@code read}, and one denial of {@code socket} if there is a pod. */
    public static NodeObservationStatus status(
            String node, int containers, long calls, long lost, String... deniedPod) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<ObservedDenial> denials = List.of(deniedPod).stream()
                .map(pod -> new ObservedDenial(
                        "shop", pod, "main", "shop:1", null, "socket", "SCMP_ARCH_X86_64", null, "EPERM", 1, now, now))
                .toList();
        return new NodeObservationStatus(
                node,
                "amd64",
                "6.18.0",
                "test",
                now,
                now,
                containers,
                containers,
                calls,
                lost,
                lost == 0 ? null : "the test says so",
                List.of(new ObservedSyscall(
                        "read", "SCMP_ARCH_X86_64", ObservedSyscall.PROGRAM, calls, now, now, null, null)),
                denials,
                List.of("shop:1"));
    }

    /** Writes an object, as an observer does when the first container comes. */
    public NodeObservation apply(NodeObservation object) {
        return client.resource(object)
                .fieldManager(NodeObservation.MANAGER)
                .forceConflicts()
                .serverSideApply();
    }

    /** Writes what an observer has seen. */
    public void tell(ProfileObservation of, String node, NodeObservationStatus status) {
        apply(object(of, node));
        tell(NodeObservation.nameOf(of.getMetadata().getName(), node), status);
    }

    /** The same into the object of this name. */
    public void tell(String object, NodeObservationStatus status) {
        NodeObservation told = new NodeObservation();
        told.setMetadata(new ObjectMetaBuilder().withName(object).build());
        told.setStatus(status);
        client.resource(told)
                .subresource("status")
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(NodeObservation.MANAGER)
                        .withForce(true)
                        .build());
    }
}
