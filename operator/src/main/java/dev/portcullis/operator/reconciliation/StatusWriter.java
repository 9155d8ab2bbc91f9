package dev.portcullis.operator.reconciliation;

import dev.portcullis.api.RenditionStatus;
import dev.portcullis.api.RolloutStatus;
import dev.portcullis.operator.client.EventRecorder;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.rollout.Readiness;
import dev.portcullis.operator.staging.Phase;
import dev.portcullis.operator.staging.Turn;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.wording.NameList;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that writes an object's status and records Events about it. */
public final class StatusWriter<P extends CustomResource<?, S>, S extends RenditionStatus> {

    private static final Logger log = LoggerFactory.getLogger(StatusWriter.class);

    private final EventRecorder events;
    private final Supplier<P> empty;

    /**
     * A writer for one kind.
     *
     * @param empty makes an empty object of the kind
     */
    public StatusWriter(EventRecorder events, Supplier<P> empty) {
        this.events = events;
        this.empty = empty;
    }

    /** Applies the whole status; fields that it leaves out are removed. */
    void write(Reconciliation<P, S> one, S status, Context<P> context) {
        P object = one.object();
        S before = one.before();
        RenderResult outcome = one.result();
        if (outcome.isRefused() && !outcome.waitsForOthers() && saysNewOfSpec(before, status)) {
            tellWhyRefused(object, outcome);
        }
        tellWhatMisleads(one, status);
        tellWhatIsBlocked(object, before, status);
        status.condition(StatusConditions.READY)
                .filter(ready -> ready.getReason().equals(Readiness.NODES_FAILED))
                .filter(ready -> !Readiness.NODES_FAILED.equals(reason(before)))
                .ifPresent(failed -> events.warn(object, failed.getReason(), failed.getMessage()));
        status.condition(StatusConditions.IN_USE)
                .filter(inUse -> !sameStatus(before, inUse))
                .ifPresent(inUse -> events.warn(object, inUse.getReason(), inUse.getMessage()));
        tellOfRollout(object, before.rollout(), status.rollout());
        P fresh = empty.get();
        fresh.setMetadata(
                new ObjectMetaBuilder().withName(object.getMetadata().getName()).build());
        fresh.setStatus(status);
        PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(object, fresh, context);
        Condition ready = status.condition(StatusConditions.READY).orElseThrow();
        log.atInfo()
                .addKeyValue("kind", object.getKind())
                .addKeyValue("name", object.getMetadata().getName())
                .addKeyValue("generation", object.getMetadata().getGeneration())
                .addKeyValue("ready", ready.getStatus())
                .addKeyValue("reason", ready.getReason())
                .log("{}", ready.getMessage());
    }

    /** Records an Event for each step that begins or waits, and for each end. */
    private void tellOfRollout(P object, @Nullable RolloutStatus before, @Nullable RolloutStatus now) {
        Phase phase = Phase.of(now).orElse(null);
        if (now == null || phase == null || (before != null && isSame(before, now))) {
            return;
        }
        String words = Turn.words(now);
        switch (phase) {
            case STOPPED, UNHEALTHY, ABORTED, NOT_STAGED -> events.warn(object, phase.reason(), words);
            case ROLLING, NODES_MISSING, PAUSED -> {
                if (before == null
                        || !Objects.equals(before.step(), now.step())
                        || !before.id().equals(now.id())) {
                    events.tell(object, "RolloutStep", words);
                }
            }
            case AWAITS_APPROVAL -> events.tell(object, phase.reason(), words);
            case COMPLETING -> {}
            case COMPLETED -> events.tell(object, "RolloutCompleted", words);
        }
    }

    private static boolean isSame(RolloutStatus before, RolloutStatus now) {
        return before.id().equals(now.id())
                && before.phase().equals(now.phase())
                && Objects.equals(before.step(), now.step());
    }

    /** Records an Event that says why the spec was refused. */
    void tellWhyRefused(P object, RenderResult outcome) {
        events.warn(object, outcome.errors().getFirst().code().reason(), StatusFold.refusal(outcome.errors()));
    }

    /** Records an Event once for every generation: nobody reads a warning that is only in status.warnings. */
    private void tellWhatMisleads(Reconciliation<P, S> one, S status) {
        S before = one.before();
        List<Finding> misleading = one.result().warnings().stream()
                .filter(finding -> finding.code().misleads())
                .toList();
        boolean told = Objects.equals(before.observedGeneration(), status.observedGeneration())
                && Objects.equals(before.warnings(), status.warnings());
        if (!misleading.isEmpty() && !told) {
            events.warn(one.object(), misleading.getFirst().code().reason(), StatusFold.refusal(misleading));
        }
    }

    /** Whoever looks after a profile need not know of the block. */
    private void tellWhatIsBlocked(P object, S before, S status) {
        List<String> already = Objects.requireNonNullElse(before.blocks(), List.of());
        List<String> first = Objects.requireNonNullElse(status.blocks(), List.<String>of()).stream()
                .filter(block -> !already.contains(block))
                .toList();
        if (!first.isEmpty()) {
            events.warn(
                    object,
                    "SyscallsBlocked",
                    "the documents deny what SyscallBlock " + NameList.of(first)
                            + " names, whatever the spec allows; kubectl describe syscallblock says why");
        }
    }

    private static @Nullable String reason(RenditionStatus before) {
        return before.condition(StatusConditions.READY)
                .map(Condition::getReason)
                .orElse(null);
    }

    /** The list of pods may change; only the first occurrence is an Event. */
    private static boolean sameStatus(RenditionStatus before, Condition condition) {
        return before.condition(condition.getType())
                .filter(c -> c.getStatus().equals(condition.getStatus()))
                .isPresent();
    }

    /** Returns whether the status says anything new about the spec. */
    static boolean saysNewOfSpec(RenditionStatus before, RenditionStatus status) {
        return before == null
                || !before.condition(StatusConditions.RENDERED).equals(status.condition(StatusConditions.RENDERED));
    }
}
