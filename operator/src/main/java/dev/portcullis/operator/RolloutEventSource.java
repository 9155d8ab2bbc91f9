package dev.portcullis.operator;

import dev.portcullis.api.NodeSync;
import dev.portcullis.api.SeccompProfile;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Watches the NodeSyncs and the agent's DaemonSet, and calls for the reconciliation of just the profiles they concern. */
final class RolloutEventSource extends AbstractEventSource<NodeSync, SeccompProfile>
        implements ResourceEventAware<SeccompProfile> {

    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final Rollouts rollouts;
    private final StatusPace pace;
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

    RolloutEventSource(KubernetesClient client, OperatorSettings settings, Rollouts rollouts, StatusPace pace) {
        super(NodeSync.class, "rollouts");
        this.client = client;
        this.settings = settings;
        this.rollouts = rollouts;
        this.pace = pace;
    }

    @Override
    public void start() {
        super.start();
        informers.add(client.resources(NodeSync.class)
                .inform(handler(
                        node -> emit(rollouts.report(node.getMetadata().getName(), NodeReport.of(node))),
                        node -> emit(rollouts.report(node.getMetadata().getName(), null)))));
        informers.add(client.apps()
                .daemonSets()
                .inNamespace(settings.namespace())
                .withName(settings.agentDaemonSet())
                .inform(handler(
                        daemonSet -> emit(rollouts.daemonSetWants(desired(daemonSet))),
                        daemonSet -> emit(rollouts.daemonSetWants(0)))));
    }

    @Override
    public void stop() {
        super.stop();
        informers.forEach(SharedIndexInformer::stop);
        informers.clear();
    }

    @Override
    public void onResourceDeleted(SeccompProfile profile) {
        rollouts.drop(profile.getMetadata().getName());
        pace.forget(profile.getMetadata().getName());
    }

    @Override
    public Set<NodeSync> getSecondaryResources(SeccompProfile profile) {
        return Set.of();
    }

    @Override
    public Status getStatus() {
        return informers.stream().allMatch(SharedIndexInformer::isWatching) ? Status.HEALTHY : Status.UNHEALTHY;
    }

    private void emit(Collection<String> profiles) {
        for (String profile : profiles) {
            if (!pace.deferred(profile) || rollouts.progress(profile).settled()) {
                getEventHandler().handleEvent(new Event(new ResourceID(profile)));
            }
        }
    }

    private static int desired(DaemonSet daemonSet) {
        Integer count =
                daemonSet.getStatus() == null ? null : daemonSet.getStatus().getDesiredNumberScheduled();
        return count == null ? 0 : count;
    }

    private static <T> ResourceEventHandler<T> handler(Consumer<T> present, Consumer<T> gone) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T added) {
                present.accept(added);
            }

            @Override
            public void onUpdate(T before, T after) {
                present.accept(after);
            }

            @Override
            public void onDelete(T deleted, boolean finalStateUnknown) {
                gone.accept(deleted);
            }
        };
    }
}
