package dev.portcullis.operator;

import dev.portcullis.api.NodeSync;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Watches the NodeSyncs and the agent's DaemonSet, and tells each kind's listener which objects they concern. */
final class NodeWatch {

    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final Rollouts rollouts;
    private final Map<Kind, Consumer<Subject>> listeners = new ConcurrentHashMap<>();
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

    NodeWatch(KubernetesClient client, OperatorSettings settings, Rollouts rollouts) {
        this.client = client;
        this.settings = settings;
        this.rollouts = rollouts;
    }

    /** Tells the listener of this kind's objects from now on; returns when what there is has been read. */
    synchronized void listen(Kind kind, Consumer<Subject> listener) {
        listeners.put(kind, listener);
        if (!informers.isEmpty()) {
            return;
        }
        informers.add(client.resources(NodeSync.class)
                .inform(handler(
                        node -> tell(rollouts.report(node.getMetadata().getName(), NodeReport.of(node))),
                        node -> tell(rollouts.report(node.getMetadata().getName(), null)))));
        informers.add(client.apps()
                .daemonSets()
                .inNamespace(settings.namespace())
                .withName(settings.agentDaemonSet())
                .inform(handler(
                        daemonSet -> tell(rollouts.daemonSetWants(desired(daemonSet))),
                        daemonSet -> tell(rollouts.daemonSetWants(0)))));
    }

    /** Ends the watching when the last listener has left. */
    synchronized void leave(Kind kind) {
        listeners.remove(kind);
        if (listeners.isEmpty()) {
            informers.forEach(SharedIndexInformer::stop);
            informers.clear();
        }
    }

    synchronized boolean isWatching() {
        return informers.stream().allMatch(SharedIndexInformer::isWatching);
    }

    private void tell(Collection<Subject> concerned) {
        for (Subject subject : concerned) {
            Consumer<Subject> listener = listeners.get(subject.kind());
            if (listener != null) {
                listener.accept(subject);
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
