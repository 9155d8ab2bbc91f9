package dev.portcullis.operator.rollout;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the observers' pods. The operator may watch the pods of its namespace anyway, for the agents', so that this takes
 * no right more, and tells which nodes lack one, which their DaemonSet does not.
 */
public final class ObserverWatch {

    private static final String LABEL_VALUE = "observer";
    private static final long PAGE = 500;
    private static final Logger log = LoggerFactory.getLogger(ObserverWatch.class);

    private final KubernetesClient client;
    private final String namespace;
    private final Clock clock;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private @Nullable SharedIndexInformer<Pod> informer;

    /**
     * A watch that has not begun.
     *
     * @param namespace where the observers are
     */
    public ObserverWatch(KubernetesClient client, String namespace, Clock clock) {
        this.client = client;
        this.namespace = namespace;
        this.clock = clock;
    }

    /** Runs the listener when an observer comes, changes or goes; returns when all that exist are known. */
    public void listen(Runnable listener) {
        SharedIndexInformer<Pod> started = client.pods()
                .inNamespace(namespace)
                .withLabel(AgentPod.LABEL, LABEL_VALUE)
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new TransformingItemStore<>(AgentPod::slim));
        synchronized (this) {
            informer = started;
        }
        started.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod added) {
                listener.run();
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                listener.run();
            }

            @Override
            public void onDelete(Pod deleted, boolean finalStateUnknown) {
                listener.run();
            }
        });
        started.exceptionHandler((isStarted, e) -> {
            log.error("cannot read the observers' pods, and begins no observation until it can: {}", e.getMessage());
            return true;
        });
        // A stop need not wait for what exists.
        CompletableFuture.anyOf(started.start().toCompletableFuture(), over).join();
    }

    /** Ends the watch. */
    public synchronized void end() {
        over.complete(null);
        if (informer != null) {
            informer.stop();
            informer = null;
        }
    }

    public synchronized boolean isWatching() {
        return informer != null && informer.isWatching();
    }

    /** The observers as they are now. */
    public synchronized Observers observers() {
        return informer == null
                ? Observers.NONE
                : of(informer.getStore().list().stream()
                        .flatMap(pod -> AgentPod.of(pod, clock.instant()).stream())
                        .toList());
    }

    /** While one observer takes over from another, both have a pod on the node. */
    static Observers of(List<AgentPod> pods) {
        Set<String> ready = new TreeSet<>();
        Set<String> without = new TreeSet<>();
        pods.forEach(pod -> (pod.state() == AgentPod.State.NOT_READY ? without : ready).add(pod.node()));
        without.removeAll(ready);
        return new Observers(ready.size(), List.copyOf(without));
    }
}
