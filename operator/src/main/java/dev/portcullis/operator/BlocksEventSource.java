package dev.portcullis.operator;

import dev.portcullis.api.SyscallBlock;
import dev.portcullis.operator.blocking.BlockedObjects;
import dev.portcullis.operator.blocking.BlocksInForce;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;
import java.util.function.Predicate;

/** Triggers the reconciliation of every object that a change of the blocks concerns. */
final class BlocksEventSource<P extends HasMetadata> extends AbstractEventSource<SyscallBlock, P>
        implements ResourceEventAware<P> {

    private final Kind kind;
    private final Cache<P> cache;
    private final BlocksInForce blocks;
    private final BlockedObjects objects;

    BlocksEventSource(Kind kind, Cache<P> cache, BlocksInForce blocks, BlockedObjects objects) {
        super(SyscallBlock.class, "blocks");
        this.kind = kind;
        this.cache = cache;
        this.blocks = blocks;
        this.objects = objects;
    }

    @Override
    public void start() {
        super.start();
        objects.find(kind, () -> cache.list().map(this::subject));
        blocks.listen(this::changed);
    }

    @Override
    public void onResourceDeleted(P object) {
        objects.forget(subject(object));
    }

    @Override
    public Set<SyscallBlock> getSecondaryResources(P object) {
        return Set.of();
    }

    private void changed(Predicate<Subject> concerned) {
        cache.list(object -> concerned.test(subject(object)))
                .forEach(object -> getEventHandler().handleEvent(new Event(ResourceID.fromResource(object))));
    }

    private Subject subject(P object) {
        return new Subject(kind, object.getMetadata().getName());
    }
}
