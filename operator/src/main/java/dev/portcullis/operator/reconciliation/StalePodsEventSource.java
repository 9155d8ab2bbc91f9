package dev.portcullis.operator.reconciliation;

import dev.portcullis.api.NodeSync;
import dev.portcullis.operator.containers.StalePods;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;

/** Triggers the reconciliation of those objects of one kind whose number of stale pods changed. */
final class StalePodsEventSource<P extends HasMetadata> extends AbstractEventSource<NodeSync, P>
        implements ResourceEventAware<P> {

    private final Kind kind;
    private final StalePods pods;

    StalePodsEventSource(Kind kind, StalePods pods) {
        super(NodeSync.class, "stale-pods");
        this.kind = kind;
        this.pods = pods;
    }

    @Override
    public void start() {
        super.start();
        pods.listen(this::emit);
    }

    @Override
    public void onResourceDeleted(P object) {
        pods.drop(new Subject(kind, object.getMetadata().getName()));
    }

    @Override
    public Set<NodeSync> getSecondaryResources(P object) {
        return Set.of();
    }

    private void emit(Subject subject) {
        if (subject.kind() == kind && isRunning()) {
            getEventHandler().handleEvent(new Event(new ResourceID(subject.name())));
        }
    }
}
