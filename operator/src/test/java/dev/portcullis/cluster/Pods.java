package dev.portcullis.cluster;

import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodFluent;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Pods of one namespace that no node ever runs. */
public record Pods(KubernetesClient client, String namespace) implements AutoCloseable {

    /** In a new namespace. */
    public static Pods in(String namespace) {
        KubernetesClient admin = Cluster.shared().admin();
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .serverSideApply();
        admin.serviceAccounts()
                .inNamespace(namespace)
                .withName("default")
                .waitUntilCondition(Objects::nonNull, Deadline.STEP.toSeconds(), TimeUnit.SECONDS);
        return new Pods(admin, namespace);
    }

    /** A pod without a seccomp profile, with changes to its spec. */
    public Pod create(String name, UnaryOperator<PodFluent<PodBuilder>.SpecNested<PodBuilder>> more) {
        PodFluent<PodBuilder>.SpecNested<PodBuilder> spec = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withSchedulerName("nobody")
                .addNewContainer()
                .withName("main")
                .withImage("none")
                .endContainer();
        return client.resource(more.apply(spec).endSpec().build()).create();
    }

    public Pod onPodLevel(String name, String file) {
        return create(name, spec -> spec.withNewSecurityContext()
                .withSeccompProfile(local(file))
                .endSecurityContext());
    }

    public Pod inContainer(String name, String file) {
        return create(
                name,
                spec -> spec.addToContainers(new ContainerBuilder()
                        .withName("second")
                        .withImage("none")
                        .withSecurityContext(context(file))
                        .build()));
    }

    public Pod inInitContainer(String name, String file) {
        return create(
                name,
                spec -> spec.addToInitContainers(new ContainerBuilder()
                        .withName("first")
                        .withImage("none")
                        .withSecurityContext(context(file))
                        .build()));
    }

    public Pod inEphemeralContainer(String name, String file) {
        create(name, spec -> spec);
        return client.pods()
                .inNamespace(namespace)
                .withName(name)
                .ephemeralContainers()
                .edit(pod -> new PodBuilder(pod)
                        .editSpec()
                        .addToEphemeralContainers(new EphemeralContainerBuilder()
                                .withName("debug")
                                .withImage("none")
                                .withSecurityContext(context(file))
                                .build())
                        .endSpec()
                        .build());
    }

    /** Puts a pod's phase where a kubelet would. */
    public void phase(String name, String phase) {
        client.pods().inNamespace(namespace).withName(name).editStatus(pod -> new PodBuilder(pod)
                .editOrNewStatus()
                .withPhase(phase)
                .endStatus()
                .build());
    }

    /** Has a pod's container run since this moment, in whole seconds, as a kubelet would say. */
    public void started(String name, Instant at) {
        client.pods().inNamespace(namespace).withName(name).editStatus(pod -> new PodBuilder(pod)
                .editOrNewStatus()
                .withPhase("Running")
                .withContainerStatuses()
                .addNewContainerStatus()
                .withName("main")
                .withImage("none")
                .withImageID("none")
                .withReady(true)
                .withRestartCount(0)
                .withNewState()
                .withNewRunning(at.truncatedTo(ChronoUnit.SECONDS).toString())
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
    }

    public void delete(String name) {
        client.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
    }

    public void deleteAll() {
        client.pods().inNamespace(namespace).withGracePeriod(0).delete();
    }

    @Override
    public void close() {
        deleteAll();
        client.namespaces().withName(namespace).delete();
    }

    private static SecurityContext context(String file) {
        return new SecurityContextBuilder().withSeccompProfile(local(file)).build();
    }

    private static SeccompProfile local(String file) {
        return new SeccompProfile(file, "Localhost");
    }
}
