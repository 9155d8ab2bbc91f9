package dev.portcullis.operator;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.operator.blocking.BlockedObjects;
import dev.portcullis.operator.blocking.BlocksInForce;
import dev.portcullis.operator.rendering.ProfileGraph;
import dev.portcullis.operator.rendering.RenderResults;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Triggers the reconciliation of blocks with files when their base changes, or the blocks in force, or another block begins
 * or ceases to fill pods in.
 */
final class BlockFileEventSource extends AbstractEventSource<SeccompProfile, SyscallBlock>
        implements ResourceEventAware<SyscallBlock> {

    private final Cache<SyscallBlock> cache;
    private final ProfileGraph profiles;
    private final RenderResults results;
    private final BlocksInForce blocks;
    private final BlockedObjects blocked;

    BlockFileEventSource(
            Cache<SyscallBlock> cache,
            ProfileGraph profiles,
            RenderResults results,
            BlocksInForce blocks,
            BlockedObjects blocked) {
        super(SeccompProfile.class, "block-files");
        this.cache = cache;
        this.profiles = profiles;
        this.results = results;
        this.blocks = blocks;
        this.blocked = blocked;
    }

    @Override
    public void start() {
        super.start();
        blocked.find(Kind.SYSCALL_BLOCK, () -> cache.list(BlockFiles::hasFile).map(BlockFileEventSource::subject));
        profiles.listen(names -> call(block -> names.contains(block.getSpec().baseOfPods())));
        blocks.follow(changed -> call(block -> true));
        results.call(Kind.SYSCALL_BLOCK, name -> getEventHandler().handleEvent(new Event(new ResourceID(name))));
    }

    @Override
    public void onResourceUpdated(SyscallBlock block, SyscallBlock before) {
        if (BlockFiles.isEnforced(block) != BlockFiles.isEnforced(before)
                || block.isMarkedForDeletion() != before.isMarkedForDeletion()
                || !Objects.equals(
                        block.getMetadata().getGeneration(),
                        before.getMetadata().getGeneration())) {
            callOthers(block);
        }
    }

    @Override
    public void onResourceDeleted(SyscallBlock block) {
        blocked.forget(subject(block));
        results.forget(subject(block));
        callOthers(block);
    }

    @Override
    public Set<SeccompProfile> getSecondaryResources(SyscallBlock block) {
        return Set.of();
    }

    private void callOthers(SyscallBlock block) {
        call(other -> !subject(other).equals(subject(block)));
    }

    private void call(Predicate<SyscallBlock> concerned) {
        cache.list(block -> BlockFiles.hasFile(block) && concerned.test(block))
                .forEach(block -> getEventHandler().handleEvent(new Event(ResourceID.fromResource(block))));
    }

    private static Subject subject(SyscallBlock block) {
        return Subject.block(block.getMetadata().getName());
    }
}
