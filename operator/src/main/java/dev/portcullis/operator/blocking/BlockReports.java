package dev.portcullis.operator.blocking;

import dev.portcullis.api.SyscallBlock;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.operator.rollout.Rollouts;
import dev.portcullis.rendition.BlockMarks;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the reports on blocks, and has the cluster's pods looked at when a block has reached its nodes. */
public final class BlockReports {

    private final BlocksInForce blocks;
    private final BlockedObjects objects;
    private final Rollouts rollouts;
    private final ExposureWatch exposure;
    private final Runnable reached;
    /** The keys of the blocks that have reached their nodes. */
    private final Set<String> settled = ConcurrentHashMap.newKeySet();

    /**
     * Reports on blocks.
     *
     * @param reached runs when a block has reached its nodes
     */
    public BlockReports(
            BlocksInForce blocks, BlockedObjects objects, Rollouts rollouts, ExposureWatch exposure, Runnable reached) {
        this.blocks = blocks;
        this.objects = objects;
        this.rollouts = rollouts;
        this.exposure = exposure;
        this.reached = reached;
    }

    /**
     * The report on this block.
     *
     * @param before its status so far
     * @return empty while what there is to say is not known
     */
    public Optional<BlockReport> on(SyscallBlock block, SyscallBlockStatus before, Instant now) {
        long generation = block.getMetadata().getGeneration();
        if (block.isMarkedForDeletion()) {
            return Optional.of(BlockReport.leaving(before, generation, now));
        }
        Optional<BlockStanding> standing = blocks.standing(block);
        if (standing.isEmpty()) {
            return Optional.empty();
        }
        String name = block.getMetadata().getName();
        String key = BlockMarks.key(block);
        Optional<BlockInForce> inForce =
                standing.get() instanceof BlockStanding.InForce one ? Optional.of(one.block()) : Optional.empty();
        BlockReach reach = BlockReach.of(
                name, key, object -> inForce.filter(one -> one.concerns(object)).isPresent(), objects, rollouts);
        Optional<BlockReport> report =
                BlockReport.of(before, generation, standing.get(), reach, inForce.flatMap(exposure::of), now);
        report.ifPresent(one -> {
            if (!one.settled()) {
                settled.remove(key);
            } else if (inForce.isPresent() && settled.add(key)) {
                reached.run();
            }
        });
        return report;
    }
}
