package dev.portcullis.operator;

import dev.portcullis.api.SyscallBlock;
import dev.portcullis.operator.blocking.BlockNews;
import dev.portcullis.operator.blocking.BlocksInForce;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;

/** Tells everybody of the blocks that exist, and triggers the reconciliation of those of which there is news. */
final class BlockNewsEventSource extends AbstractEventSource<SyscallBlock, SyscallBlock>
        implements ResourceEventAware<SyscallBlock> {

    private final Cache<SyscallBlock> cache;
    private final BlocksInForce blocks;
    private final BlockNews news;

    BlockNewsEventSource(Cache<SyscallBlock> cache, BlocksInForce blocks, BlockNews news) {
        super(SyscallBlock.class, "block-news");
        this.cache = cache;
        this.blocks = blocks;
        this.news = news;
    }

    /** JOSDK calls this once the cache of the blocks is filled (EventSourceManager.start). */
    @Override
    public void start() {
        super.start();
        news.listen(name -> getEventHandler().handleEvent(new Event(new ResourceID(name))));
        blocks.read(cache.list());
    }

    @Override
    public void onResourceCreated(SyscallBlock block) {
        blocks.changed(block);
    }

    @Override
    public void onResourceUpdated(SyscallBlock block, SyscallBlock before) {
        blocks.changed(block);
    }

    @Override
    public void onResourceDeleted(SyscallBlock block) {
        blocks.gone(block);
    }

    @Override
    public Set<SyscallBlock> getSecondaryResources(SyscallBlock block) {
        return Set.of();
    }
}
