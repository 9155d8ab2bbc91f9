package dev.portcullis.operator.reconciliation;

import dev.portcullis.api.NodeSync;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.operator.deletion.Deletions;
import dev.portcullis.operator.deletion.FileReleases;
import dev.portcullis.operator.metrics.OperatorMetrics;
import dev.portcullis.operator.rollout.NodeWatch;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.operator.staging.Instructions;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;

/** Triggers the reconciliation of those objects of one kind that the nodes' reports concern. */
final class RolloutEventSource<P extends HasMetadata> extends AbstractEventSource<NodeSync, P>
        implements ResourceEventAware<P> {

    private final Kind kind;
    private final NodeWatch nodes;
    private final Rollouts rollouts;
    private final StagedDelivery<?, ?> delivery;
    private final StatusPace pace;
    private final Deletions deletions;
    private final FileReleases releases;
    private final DocumentRevisions documents;
    private final OperatorMetrics metrics;

    RolloutEventSource(
            Kind kind,
            NodeWatch nodes,
            Rollouts rollouts,
            StagedDelivery<?, ?> delivery,
            StatusPace pace,
            Deletions deletions,
            FileReleases releases,
            DocumentRevisions documents,
            OperatorMetrics metrics) {
        super(NodeSync.class, "rollouts");
        this.kind = kind;
        this.nodes = nodes;
        this.rollouts = rollouts;
        this.delivery = delivery;
        this.pace = pace;
        this.deletions = deletions;
        this.releases = releases;
        this.documents = documents;
        this.metrics = metrics;
    }

    @Override
    public void start() {
        super.start();
        nodes.listen(kind, this::emit);
    }

    @Override
    public void stop() {
        super.stop();
        nodes.leave(kind);
    }

    /** What people say in annotations changes no generation, and JOSDK does not reconcile for it. */
    @Override
    public void onResourceUpdated(P object, P before) {
        if (Instructions.differ(object, before)) {
            getEventHandler().handleEvent(new Event(ResourceID.fromResource(object)));
        }
    }

    @Override
    public void onResourceDeleted(P object) {
        Subject subject = new Subject(kind, object.getMetadata().getName());
        rollouts.drop(subject);
        pace.forget(subject);
        deletions.forget(subject);
        delivery.forget(subject);
        documents.forget(subject);
        metrics.forget(subject);
        if (mayHaveFiles(object)) {
            releases.gone(subject, object.getMetadata().getUid(), object.isMarkedForDeletion());
        }
    }

    /** Only blocks for all pods have one. */
    private static boolean mayHaveFiles(HasMetadata object) {
        return !(object instanceof SyscallBlock block)
                || block.getSpec().fillsPods()
                || (block.getStatus() != null && block.getStatus().wasDelivered());
    }

    @Override
    public Set<NodeSync> getSecondaryResources(P object) {
        return Set.of();
    }

    @Override
    public Status getStatus() {
        return nodes.isWatching() ? Status.HEALTHY : Status.UNHEALTHY;
    }

    private void emit(Subject subject) {
        if (!pace.deferred(subject) || rollouts.settled(subject)) {
            getEventHandler().handleEvent(new Event(new ResourceID(subject.name())));
        }
    }
}
