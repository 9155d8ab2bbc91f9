package dev.portcullis.e2e;

import dev.portcullis.machine.Deadline;
import dev.portcullis.machine.Shell;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A pod under a profile that lasts, and whose container is started again when it has ended; it goes when closed. */
final class LastingPod implements AutoCloseable {

    private final Installation installation = Installation.shared();
    private final String name = "e2e-lasting-" + UUID.randomUUID();

    LastingPod(String profile) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("main")
                .withImage("registry.local/busybox:1")
                .withImagePullPolicy("IfNotPresent")
                .withCommand("sleep", "1000000")
                .withNewSecurityContext()
                .withNewSeccompProfile()
                .withType("Localhost")
                .withLocalhostProfile("portcullis/" + profile + ".json")
                .endSeccompProfile()
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build();
        installation.client().resource(pod).create();
        await(status -> true);
    }

    String name() {
        return name;
    }

    /** The running container's own name, which no other ever has. */
    String container() {
        return await(status -> true).getContainerID();
    }

    /** Waits until another container than this one runs in the pod. */
    void awaitContainerAfter(String ended) {
        await(status -> !ended.equals(status.getContainerID()));
    }

    /** Tries to make a directory in the running container, as soon as the node takes commands for it. */
    String makeDirectory() {
        String[] command = {"exec", name, "--", "sh", "-c", "mkdir /tmp/made-$$ 2>&1 && echo made; true"};
        return Awaitility.await("a command in " + name)
                .atMost(Deadline.ROLLOUT)
                .until(() -> installation.kubectl(command), Shell.Ended::isSuccess)
                .expectSuccess()
                .output();
    }

    /** Returns when the pod is gone. */
    @Override
    public void close() {
        installation
                .kubectl("delete", "pod", name, "--now", Installation.PATIENCE)
                .expectSuccess();
    }

    private ContainerStatus await(Predicate<ContainerStatus> reached) {
        return Awaitility.await(name)
                .atMost(Deadline.ROLLOUT)
                .until(() -> running().filter(reached), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<ContainerStatus> running() {
        Pod pod = installation
                .client()
                .pods()
                .inNamespace("default")
                .withName(name)
                .require();
        return pod.getStatus().getContainerStatuses().stream()
                .filter(status -> status.getState().getRunning() != null)
                .findFirst();
    }
}
