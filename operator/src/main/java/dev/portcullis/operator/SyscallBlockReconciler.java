package dev.portcullis.operator;

import dev.portcullis.api.SyscallBlock;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.operator.blocking.BlockNews;
import dev.portcullis.operator.blocking.BlockPace;
import dev.portcullis.operator.blocking.BlockReport;
import dev.portcullis.operator.blocking.BlockReports;
import dev.portcullis.operator.blocking.BlocksInForce;
import dev.portcullis.operator.client.ServerSideApply;
import dev.portcullis.operator.reconciliation.Distribution;
import dev.portcullis.operator.reconciliation.StuckReconciliations;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports in a block's status what the block has changed, where that is, and who is exposed. The blocks themselves are in
 * the documents of all objects, which the other reconcilers render.
 */
@ControllerConfiguration(
        name = SyscallBlockReconciler.NAME,
        fieldManager = ServerSideApply.FIELD_MANAGER,
        finalizerName = Distribution.FINALIZER)
final class SyscallBlockReconciler implements Reconciler<SyscallBlock>, Cleaner<SyscallBlock> {

    static final String NAME = "syscallblock";

    /** A block that waits for anything is looked at so often, even if nothing happens. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(SyscallBlockReconciler.class);

    private final BlocksInForce blocks;
    private final BlockReports reports;
    private final BlockFiles files;
    private final BlockNews news;
    private final BlockPace pace = new BlockPace();
    private final StuckReconciliations stuck;
    private final Clock clock;

    SyscallBlockReconciler(
            BlocksInForce blocks,
            BlockReports reports,
            BlockFiles files,
            BlockNews news,
            StuckReconciliations stuck,
            Clock clock) {
        this.blocks = blocks;
        this.reports = reports;
        this.files = files;
        this.news = news;
        this.stuck = stuck;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, SyscallBlock>> prepareEventSources(EventSourceContext<SyscallBlock> context) {
        List<EventSource<?, SyscallBlock>> sources = new ArrayList<>(files.eventSources(context));
        sources.add(new BlockNewsEventSource(context.getPrimaryCache(), blocks, news));
        return sources;
    }

    @Override
    public UpdateControl<SyscallBlock> reconcile(SyscallBlock block, Context<SyscallBlock> context) {
        try (StuckReconciliations.Running running =
                stuck.begin(Subject.block(block.getMetadata().getName()))) {
            BlockFile file = files.reconcile(block, context);
            UpdateControl<SyscallBlock> control = report(block, file, context);
            return file.again()
                    .map(again -> Distribution.sooner(control, again))
                    .orElse(control);
        }
    }

    @Override
    public DeleteControl cleanup(SyscallBlock block, Context<SyscallBlock> context) {
        return files.release(block, context, () -> reconcile(block, context));
    }

    private UpdateControl<SyscallBlock> report(SyscallBlock block, BlockFile file, Context<SyscallBlock> context) {
        Instant now = clock.instant();
        SyscallBlockStatus before = Objects.requireNonNullElse(block.getStatus(), SyscallBlockStatus.EMPTY);
        Optional<BlockReport> report =
                reports.on(block, before, now).map(one -> one.with(file.filling(), file.conditions()));
        if (report.isEmpty()) {
            return UpdateControl.<SyscallBlock>noUpdate().rescheduleAfter(LOOK);
        }
        Duration again = write(block, before, report.get(), context, now);
        if (again.isZero() && !report.get().settled()) {
            again = LOOK;
        }
        return again.isZero()
                ? UpdateControl.noUpdate()
                : UpdateControl.<SyscallBlock>noUpdate().rescheduleAfter(again);
    }

    /** Writes a new status when it is due; returns the delay until then, or zero when nothing is left to write. */
    private Duration write(
            SyscallBlock block,
            SyscallBlockStatus before,
            BlockReport report,
            Context<SyscallBlock> context,
            Instant now) {
        String name = block.getMetadata().getName();
        long generation = block.getMetadata().getGeneration();
        if (report.status().equals(before)) {
            pace.calm(name, generation, report.settled(), now);
            return Duration.ZERO;
        }
        Duration delay = pace.delay(name, generation, report.settled(), report.patient(), now);
        if (delay.isPositive()) {
            return delay;
        }
        SyscallBlock fresh = new SyscallBlock();
        fresh.setMetadata(new ObjectMetaBuilder().withName(name).build());
        fresh.setStatus(report.status());
        PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(block, fresh, context);
        Condition ready = report.status().condition(BlockReport.READY).orElseThrow();
        log.atInfo()
                .addKeyValue("kind", block.getKind())
                .addKeyValue("name", name)
                .addKeyValue("generation", generation)
                .addKeyValue("ready", ready.getStatus())
                .addKeyValue("reason", ready.getReason())
                .log("{}", ready.getMessage());
        return Duration.ZERO;
    }
}
