package dev.portcullis.operator;

import dev.portcullis.api.PodFilling;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.operator.blocking.BlockInForce;
import dev.portcullis.operator.blocking.BlockSet;
import dev.portcullis.operator.blocking.BlockedObjects;
import dev.portcullis.operator.blocking.BlocksInForce;
import dev.portcullis.operator.enforcement.Availability;
import dev.portcullis.operator.enforcement.BlockEnforcement;
import dev.portcullis.operator.enforcement.Enforced;
import dev.portcullis.operator.enforcement.FillingState;
import dev.portcullis.operator.reconciliation.Distribution;
import dev.portcullis.operator.reconciliation.Reconciliation;
import dev.portcullis.operator.rendering.ProfileGraph;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.rendering.RenderResults;
import dev.portcullis.operator.rendering.RenderingLanes;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Restriction;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the SyscallBlocks that are for all pods: rendered from their bases, handed to the nodes, and filled in where
 * pods name no profile.
 */
final class BlockFiles {

    private final Renderer renderer;
    private final ProfileGraph profiles;
    private final RenderResults results;
    private final BlocksInForce blocks;
    private final BlockedObjects blocked;
    private final Distribution<SyscallBlock, SyscallBlockStatus> distribution;
    private final BlockEnforcement enforcement;
    private final Clock clock;

    BlockFiles(
            Renderer renderer,
            ProfileGraph profiles,
            RenderResults results,
            BlocksInForce blocks,
            BlockedObjects blocked,
            Distribution<SyscallBlock, SyscallBlockStatus> distribution,
            BlockEnforcement enforcement,
            Clock clock) {
        this.renderer = renderer;
        this.profiles = profiles;
        this.results = results;
        this.blocks = blocks;
        this.blocked = blocked;
        this.distribution = distribution;
        this.enforcement = enforcement;
        this.clock = clock;
    }

    List<EventSource<?, SyscallBlock>> eventSources(EventSourceContext<SyscallBlock> context) {
        List<EventSource<?, SyscallBlock>> sources = new ArrayList<>(distribution.eventSources(context));
        sources.addAll(enforcement.eventSources(context));
        sources.add(new BlockFileEventSource(context.getPrimaryCache(), profiles, results, blocks, blocked));
        return sources;
    }

    /**
     * Whether a block has a file, or is to have one. A file that pods were sent to stays until the block is deleted,
     * whatever becomes of its spec: containers of these pods may have to start again.
     */
    static boolean hasFile(SyscallBlock block) {
        SyscallBlockStatus status = block.getStatus();
        return block.getSpec().fillsPods() || (status != null && status.wasDelivered());
    }

    /** Brings a block's file to what it should be, and has pods filled in with it, or no longer. */
    BlockFile reconcile(SyscallBlock block, Context<SyscallBlock> context) {
        if (!hasFile(block)) {
            enforcement.withdraw(block, context);
            return BlockFile.NONE;
        }
        BlockSet inForce = blocks.on(distribution.subject(block));
        Reconciliation<SyscallBlock, SyscallBlockStatus> one = distribution.reconcile(
                block, origin(block), inForce, specs -> render(block, specs, inForce.restriction()), context);
        PodFilling before = one.before().filling();
        boolean fills = fills(block);
        Availability availability = Availability.of(
                before == null ? null : before.availableSince(),
                before == null ? null : before.waitingSince(),
                fills && one.seccompEverywhere(),
                one.progress(),
                one.now());
        Enforced enforced = enforcement.enforce(block, state(one, fills, availability, context), context);
        List<Condition> conditions = new ArrayList<>();
        conditions.add(
                one.conditions().holds(Enforced.CONDITION, enforced.holds(), enforced.reason(), enforced.message()));
        one.conditions().inUse(one.holding()).ifPresent(conditions::add);
        return new BlockFile(filling(one, availability), conditions, again(one, enforced, availability));
    }

    /** Lets a deleted block go when no pod uses its file. */
    DeleteControl release(
            SyscallBlock block, Context<SyscallBlock> context, Supplier<UpdateControl<SyscallBlock>> goesOn) {
        return distribution.release(block, context, () -> enforcement.withdraw(block, context), goesOn);
    }

    private boolean fills(SyscallBlock block) {
        return block.getSpec().fillsPods() && !block.isMarkedForDeletion() && isInForce(block);
    }

    private boolean isInForce(SyscallBlock block) {
        return blocks.all().stream()
                .map(BlockInForce::name)
                .anyMatch(block.getMetadata().getName()::equals);
    }

    private FillingState state(
            Reconciliation<SyscallBlock, SyscallBlockStatus> one,
            boolean fills,
            Availability availability,
            Context<SyscallBlock> context) {
        if (!fills) {
            return new FillingState.Ended();
        }
        if (!one.carried().hasSeccomp()) {
            Optional<Finding> refusal = refusal(one.rendering());
            return new FillingState.WithoutFile(
                    refusal.map(finding -> finding.code().reason()).orElse("Rendering"),
                    refusal.map(Finding::message).orElse("its file is not rendered yet"));
        }
        if (!availability.available()) {
            return new FillingState.Waits(availability);
        }
        return first(one.object(), context)
                .<FillingState>map(FillingState.Behind::new)
                .orElseGet(() -> new FillingState.Fills(
                        availability, refusal(one.rendering()).map(Finding::message)));
    }

    /** The API server calls admission policies in any order: only the first block by name has any. */
    private Optional<String> first(SyscallBlock block, Context<SyscallBlock> context) {
        String name = block.getMetadata().getName();
        return context.getPrimaryCache()
                .list(other -> other.getMetadata().getName().compareTo(name) < 0 && fills(other) && isEnforced(other))
                .map(other -> other.getMetadata().getName())
                .min(Comparator.naturalOrder());
    }

    /** Whether its status says that pods are filled in on its behalf. */
    static boolean isEnforced(SyscallBlock block) {
        SyscallBlockStatus status = block.getStatus();
        return status != null && status.holds(Enforced.CONDITION);
    }

    private static Optional<Finding> refusal(@Nullable RenderResult result) {
        return Optional.ofNullable(result).filter(RenderResult::isRefused).map(refused -> refused.errors()
                .getFirst());
    }

    private static PodFilling filling(Reconciliation<SyscallBlock, SyscallBlockStatus> one, Availability availability) {
        return new PodFilling(
                Rendition.localhostProfile(Kind.SYSCALL_BLOCK, one.name()),
                one.carried().sha256(),
                one.carried().variants(),
                one.carried().minKernel(),
                availability.since(),
                availability.waitingSince());
    }

    private Optional<Duration> again(
            Reconciliation<SyscallBlock, SyscallBlockStatus> one, Enforced enforced, Availability availability) {
        return Stream.of(
                        one.isRendered() ? Optional.<Duration>empty() : Optional.of(RenderResults.UNCALLED),
                        enforced.failed() ? Optional.of(Enforced.RETRY) : Optional.<Duration>empty(),
                        availability.left(clock.instant()))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private String origin(SyscallBlock block) {
        return block.getMetadata().getUid() + "/" + block.getMetadata().getGeneration() + " "
                + profiles.origin(block.getSpec().baseOfPods());
    }

    private Optional<RenderResult> render(SyscallBlock block, RenderingLanes.Specs specs, Restriction restriction) {
        String base = block.getSpec().baseOfPods();
        Optional<SeccompProfile> found = specs.of(base);
        if (found.isEmpty()) {
            return Optional.of(
                    refused(
                            Finding.Code.PROFILE_MISSING,
                            "there is no SeccompProfile " + base
                                    + " to make the file for pods from; apply it (kubectl apply -f"
                                    + " config/samples/runtime-default.yaml makes runtime-default), or name another one in spec.base"));
        }
        return Optional.of(
                switch (renderer.restrictedBy(restriction)
                        .render(base, found.get().getSpec(), specs.bases(), Set.of())) {
                    case Rendering.Rendered rendered ->
                        RenderResult.ofProfile(
                                Rendition.ofBlock(
                                        block.getMetadata().getName(),
                                        block.getMetadata().getGeneration(),
                                        rendered.document(),
                                        rendered.variants(),
                                        rendered.minKernel()),
                                List.of(),
                                rendered.syscalls(),
                                rendered.restrictions());
                    case Rendering.Refused refused ->
                        refused(
                                Finding.Code.PROFILE_REFUSED,
                                "SeccompProfile " + base + " cannot be rendered: "
                                        + refused.findings().getFirst());
                });
    }

    private static RenderResult refused(Finding.Code code, String message) {
        return RenderResult.refused(List.of(new Finding(code, "spec.base", message)));
    }
}
