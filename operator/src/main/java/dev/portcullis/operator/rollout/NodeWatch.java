package dev.portcullis.operator.rollout;

import dev.portcullis.api.NodeSync;
import dev.portcullis.operator.client.EventRecorder;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the NodeSyncs, the agents' pods and their DaemonSet, and where node pools are on the Nodes' labels, and tells
 * each kind's listener which objects they concern.
 */
public final class NodeWatch {

    /** The number of pods in one page when a cluster's agents are listed. */
    private static final long PAGE = 500;

    private static final String AGENTS = "the agents' pods";
    private static final Logger log = LoggerFactory.getLogger(NodeWatch.class);

    private final KubernetesClient client;
    private final String namespace;
    private final String agentDaemonSet;
    private final Rollouts rollouts;
    private final EventRecorder events;
    private final BooleanSupplier leads;
    private final Clock clock;
    private final DriftEvents repairs = new DriftEvents();
    private final Map<Kind, Consumer<Subject>> listeners = new ConcurrentHashMap<>();
    private final List<Consumer<String>> followers = new CopyOnWriteArrayList<>();
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private final boolean nodePools;
    private final ItemStore<Pod> agents = new TransformingItemStore<>(AgentPod::slim);
    private final Executor grace = CompletableFuture.delayedExecutor(AgentPod.GRACE.toMillis(), TimeUnit.MILLISECONDS);
    private final Executor again = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private @Nullable SharedIndexInformer<NodeSync> reports;
    private @Nullable SharedIndexInformer<DaemonSet> daemonSets;
    private CompletableFuture<Void> read = CompletableFuture.completedFuture(null);

    /**
     * A watch that has not begun.
     *
     * @param namespace where the agents are
     * @param agentDaemonSet the name of their DaemonSet
     * @param nodePools whether Nodes are watched too
     * @param leads whether this process is the one that records Events
     */
    public NodeWatch(
            KubernetesClient client,
            String namespace,
            String agentDaemonSet,
            Rollouts rollouts,
            EventRecorder events,
            boolean nodePools,
            BooleanSupplier leads,
            Clock clock) {
        this.client = client;
        this.namespace = namespace;
        this.agentDaemonSet = agentDaemonSet;
        this.rollouts = rollouts;
        this.events = events;
        this.nodePools = nodePools;
        this.leads = leads;
        this.clock = clock;
    }

    /** Tells the listener about this kind's objects from now on; returns when all that exists has been read. */
    public void listen(Kind kind, Consumer<Subject> listener) {
        listeners.put(kind, listener);
        // Nothing may be reported about nodes that are not known yet; a stop need not wait for that.
        CompletableFuture.anyOf(watch(), over).join();
    }

    /** Tells the follower the name of each node that reports, from now on. */
    public void follow(Consumer<String> follower) {
        followers.add(follower);
    }

    /** The newest NodeSync of the node with this name. */
    public synchronized Optional<NodeSync> report(String node) {
        return Optional.ofNullable(reports).map(informer -> informer.getStore().getByKey(node));
    }

    /** Removes a listener; the last one ends the watches. */
    public void leave(Kind kind) {
        listeners.remove(kind);
        if (listeners.isEmpty()) {
            end();
        }
    }

    private synchronized void end() {
        over.complete(null);
        informers.forEach(SharedIndexInformer::stop);
        informers.clear();
        reports = null;
        daemonSets = null;
    }

    /**
     * The revision up to which every node has applied everything, including nodes whose agent is away; empty while that
     * is unknown, or a node that should report has never done so.
     */
    public synchronized OptionalLong reachedByAll() {
        if (reports == null || daemonSets == null || !isWatching()) {
            return OptionalLong.empty();
        }
        List<NodeSync> nodes = reports.getStore().list();
        int wanted = daemonSets.getStore().list().stream()
                .mapToInt(NodeWatch::desired)
                .sum();
        return nodes.size() < wanted
                ? OptionalLong.empty()
                : OptionalLong.of(nodes.stream()
                        .mapToLong(node -> NodeReport.of(node).appliedRevision())
                        .min()
                        .orElse(Long.MAX_VALUE));
    }

    /** What this node has told of the revisions that it has. */
    public synchronized NodeHistory history(String node) {
        return report(node).map(found -> NodeHistory.of(found.getStatus())).orElse(NodeHistory.NONE);
    }

    /** The NodeSyncs that are known. */
    public synchronized List<NodeSync> nodeSyncs() {
        return reports == null ? List.of() : reports.getStore().list();
    }

    public synchronized boolean isWatching() {
        return informers.stream().allMatch(SharedIndexInformer::isWatching);
    }

    private synchronized CompletableFuture<Void> watch() {
        if (informers.isEmpty()) {
            SharedIndexInformer<NodeSync> nodes =
                    client.resources(NodeSync.class).runnableInformer(0);
            nodes.addEventHandler(handler(this::reported, this::reportIsGone));
            reports = nodes;
            SharedIndexInformer<DaemonSet> daemonSet = client.apps()
                    .daemonSets()
                    .inNamespace(namespace)
                    .withName(agentDaemonSet)
                    .runnableInformer(0);
            daemonSet.addEventHandler(handler(
                    present -> tell(rollouts.daemonSetWants(desired(present))),
                    gone -> tell(rollouts.daemonSetWants(0))));
            daemonSets = daemonSet;
            SharedIndexInformer<Pod> pods = client.pods()
                    .inNamespace(namespace)
                    .withLabel(AgentPod.LABEL, AgentPod.LABEL_VALUE)
                    .withLimit(PAGE)
                    .runnableInformer(0)
                    .itemStore(agents);
            pods.addEventHandler(handler(this::agent, this::agentGone));
            read = CompletableFuture.allOf(
                    start("NodeSyncs", nodes),
                    start("the agent's DaemonSet", daemonSet),
                    nodePools ? start("Nodes", labelled()) : CompletableFuture.completedFuture(null),
                    mayWatchAgents().thenCompose(allowed -> start(AGENTS, pods)));
        }
        return read;
    }

    /** Of Nodes only names and labels are kept. */
    private SharedIndexInformer<Node> labelled() {
        SharedIndexInformer<Node> nodes = client.nodes()
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new TransformingItemStore<>(NodeWatch::slim));
        nodes.addEventHandler(handler(
                present -> tell(rollouts.labels(present.getMetadata().getName(), NodeLabels.all(labels(present)))),
                gone -> tell(rollouts.labels(gone.getMetadata().getName(), null))));
        return nodes;
    }

    private static Node slim(Node node) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(node.getMetadata().getName())
                .withUid(node.getMetadata().getUid())
                .withResourceVersion(node.getMetadata().getResourceVersion())
                .withLabels(labels(node))
                .endMetadata()
                .build();
    }

    private static Map<String, String> labels(Node node) {
        return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
    }

    /** Waits for a missing permission: an upgrade may grant it a moment later. */
    private synchronized CompletableFuture<Void> start(String what, SharedIndexInformer<?> informer) {
        if (over.isDone()) {
            return over;
        }
        informers.add(informer);
        informer.exceptionHandler((started, e) -> {
            complain(what, String.valueOf(e.getMessage()));
            return true;
        });
        return informer.start().toCompletableFuture();
    }

    /**
     * Completes when the operator may watch the agents' pods. It may always list the pods of all namespaces, so the
     * list succeeds without that permission, and fabric8 retries a refused watch for ever and in silence.
     */
    private CompletableFuture<Void> mayWatchAgents() {
        if (over.isDone()) {
            return over;
        }
        SelfSubjectAccessReview question = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withResource("pods")
                .withVerb("watch")
                .endResourceAttributes()
                .endSpec()
                .build();
        try {
            SubjectAccessReviewStatus answer =
                    client.resource(question).create().getStatus();
            if (Boolean.TRUE.equals(answer.getAllowed())) {
                return CompletableFuture.completedFuture(null);
            }
            complain(AGENTS, "it may not watch pods in its namespace; apply the manifests of its version");
        } catch (KubernetesClientException e) {
            complain(AGENTS, String.valueOf(e.getMessage()));
        }
        return CompletableFuture.runAsync(() -> {}, again).thenCompose(later -> mayWatchAgents());
    }

    private void complain(String what, String why) {
        log.atError()
                .addKeyValue("namespace", namespace)
                .log("cannot read {}, and says nothing new of any rollout until it can: {}", what, why);
    }

    private void reported(NodeSync nodeSync) {
        tellOfRepairs(nodeSync);
        followers.forEach(follower -> follower.accept(nodeSync.getMetadata().getName()));
        // A node whose object only a finalizer keeps is no node any more.
        boolean going = nodeSync.isMarkedForDeletion();
        reported(nodeSync, going ? null : NodeReport.of(nodeSync));
    }

    private void reportIsGone(NodeSync nodeSync) {
        repairs.forget(nodeSync.getMetadata().getName());
        reported(nodeSync, null);
    }

    /** Somebody changed files on the node; the people who look after it should know. */
    private void tellOfRepairs(NodeSync nodeSync) {
        String node = nodeSync.getMetadata().getName();
        String uid = nodeSync.getMetadata().getOwnerReferences().stream()
                .map(OwnerReference::getUid)
                .findFirst()
                .orElse(null);
        Optional.ofNullable(nodeSync.getStatus())
                .flatMap(status -> repairs.news(node, status, clock.instant()))
                .filter(news -> leads.getAsBoolean())
                .ifPresent(
                        news -> ForkJoinPool.commonPool().execute(() -> events.warn(node, uid, "FilesRepaired", news)));
    }

    private void reported(NodeSync nodeSync, @Nullable NodeReport report) {
        tell(rollouts.report(nodeSync.getMetadata().getName(), report));
    }

    private void agent(Pod pod) {
        AgentPod.of(pod, clock.instant()).ifPresent(agent -> {
            tell(rollouts.agent(agent));
            if (agent.state() == AgentPod.State.JUST_READY) {
                String key = Cache.metaNamespaceKeyFunc(pod);
                grace.execute(() -> Optional.ofNullable(agents.get(key)).ifPresent(this::agent));
            }
        });
    }

    private void agentGone(Pod pod) {
        AgentPod.node(pod)
                .ifPresent(
                        node -> tell(rollouts.agentGone(node, pod.getMetadata().getName())));
    }

    /** Tells the listeners that these objects are concerned. */
    public void tell(Collection<Subject> concerned) {
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
