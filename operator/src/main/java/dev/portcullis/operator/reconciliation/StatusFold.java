package dev.portcullis.operator.reconciliation;

import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.NodeFailure;
import dev.portcullis.api.RenditionStatus;
import dev.portcullis.api.RolloutStatus;
import dev.portcullis.operator.deletion.Release;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.rollout.Progress;
import dev.portcullis.operator.rollout.Readiness;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.wording.Excerpt;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of the status that every kind has. Equal circumstances give an equal value, so that it is written once.
 *
 * @param generation the generation that it is about
 * @param nodes the number of nodes that have the rendition
 * @param failures the first nodes that cannot write it; null for none
 * @param warnings what was accepted but is probably a mistake; null for nothing
 * @param blocks the names of the SyscallBlocks that changed the documents; null for none
 * @param conditions {@code Rendered}, {@code Ready}, {@code Stalled} where only the user can help, {@code InUse} while
 *     pods keep a deleted object, and {@code KeptOnNodes} while they keep its files on nodes outside its pool
 */
public record StatusFold(
        long generation,
        NodeCounts nodes,
        @Nullable List<NodeFailure> failures,
        @Nullable List<String> warnings,
        @Nullable List<String> blocks,
        List<Condition> conditions) {

    /** The number of warnings, for tables, which cannot show the length of a list; null for none. */
    @Nullable
    public Integer warningCount() {
        return warnings == null ? null : Integer.valueOf(warnings.size());
    }

    private static final int MAX_MESSAGE = 4096;
    private static final int MAX_WARNINGS = 32;
    private static final int MAX_WARNING = 1024;

    static StatusFold of(Reconciliation<?, ?> one) {
        RenderResult result = one.result();
        RenditionStatus before = one.before();
        Progress progress = one.progress();
        boolean fits = !result.isRefused() && one.holding() == null;
        boolean told = isTold(one) && (!fits || before.holds(StatusConditions.READY));
        boolean sameCounts = told || (!fits && !one.underWay() && before.nodes() != null);
        return new StatusFold(
                one.generation(),
                sameCounts ? Objects.requireNonNull(before.nodes()) : counts(one),
                progress.failures().isEmpty()
                        ? null
                        : progress.failures().stream()
                                .limit(Readiness.MAX_NODES_NAMED)
                                .toList(),
                result.isRefused() ? before.warnings() : warnings(result.warnings()),
                result.isRefused() ? before.blocks() : blocks(result),
                conditions(one, told));
    }

    /** While a change goes out by stages, the nodes that have it are counted. */
    private static NodeCounts counts(Reconciliation<?, ?> one) {
        NodeCounts all = one.progress().counts();
        RolloutStatus rollout = one.turn().status();
        return rollout == null || !one.turn().holdsBack() || rollout.updated() == null
                ? all
                : NodeCounts.of(all.desired(), rollout.updated(), all.failed(), all.unavailable(), all.namesMissing());
    }

    /**
     * Returns whether the counts already report this rollout as over, and no node that they name as missing has the
     * rendition now. Then they stay: nodes that come and go are not news, nor is a restart of the operator; labels that
     * move a node into the object's pool or out of it are.
     */
    private static boolean isTold(Reconciliation<?, ?> one) {
        RenditionStatus before = one.before();
        NodeCounts nodes = before.nodes();
        Progress progress = one.progress();
        return nodes != null
                && !progress.pool().moved()
                && Objects.equals(before.observedGeneration(), one.generation())
                && Objects.equals(before.sha256(), one.carried().sha256())
                && Objects.equals(before.variants(), one.carried().variants())
                && nodes.desired() > 0
                && nodes.synced() >= nodes.desired()
                && (progress.complete() || progress.desired() == 0)
                && progress.unavailable().covers(nodes.unavailable(), nodes.namesMissing());
    }

    /** Returns whether this rollout is over wherever it could be, but not on every node. */
    static boolean isReadyAndStillMissing(RenditionStatus before, RenditionStatus now) {
        NodeCounts nodes = now.nodes();
        return before.holds(StatusConditions.READY)
                && now.holds(StatusConditions.READY)
                && Objects.equals(before.observedGeneration(), now.observedGeneration())
                && nodes != null
                && nodes.unavailable() > 0;
    }

    private static List<Condition> conditions(Reconciliation<?, ?> one, boolean told) {
        StatusConditions conditions = one.conditions();
        RenderResult outcome = one.result();
        Release.Holding holding = one.holding();
        List<Condition> all = new ArrayList<>();
        conditions.inUse(holding).ifPresent(all::add);
        kept(conditions, one.progress()).ifPresent(all::add);
        Condition said = conditions.before().condition(StatusConditions.READY).orElse(null);
        if (!outcome.isRefused()) {
            Readiness readiness = one.turn().readiness().orElseGet(() -> Readiness.of(one.progress()));
            all.add(conditions.holds(StatusConditions.RENDERED, true, "Rendered", "the spec is rendered"));
            if (holding != null) {
                all.add(terminating(conditions, holding));
            } else if (told && said != null) {
                all.add(said);
            } else {
                all.add(conditions.holds(
                        StatusConditions.READY, readiness.ready(), readiness.reason(), readiness.message()));
            }
            return all;
        }
        String reason = outcome.errors().getFirst().code().reason();
        String message = refusal(outcome.errors());
        all.add(conditions.holds(StatusConditions.RENDERED, false, reason, message));
        all.add(
                holding != null
                        ? terminating(conditions, holding)
                        : conditions.holds(StatusConditions.READY, false, reason, notReady(one) + message));
        if (outcome.stalls()) {
            all.add(conditions.holds(StatusConditions.STALLED, true, reason, "change the spec: " + message));
        }
        return all;
    }

    private static @Nullable List<String> blocks(RenderResult result) {
        return result.restrictions().isEmpty()
                ? null
                : result.restrictions().keySet().stream()
                        .limit(RenditionStatus.MAX_BLOCKS)
                        .toList();
    }

    /** Nodes that left the object's pool and keep its files for pods. */
    private static Optional<Condition> kept(StatusConditions conditions, Progress progress) {
        return progress.pool().kept().isEmpty()
                ? Optional.empty()
                : Optional.of(conditions.holds(
                        StatusConditions.KEPT,
                        true,
                        "UsedByPods",
                        "nodeSelector does not ask for it there, but it stays while pods use it: "
                                + progress.pool().keptWhere()));
    }

    private static @Nullable List<String> warnings(List<Finding> findings) {
        return findings.isEmpty()
                ? null
                : findings.stream()
                        .limit(MAX_WARNINGS)
                        .map(finding -> Excerpt.of(finding.toString(), MAX_WARNING, Excerpt.ELLIPSIS))
                        .toList();
    }

    private static String notReady(Reconciliation<?, ?> one) {
        return one.underWay() ? "not rendered, and the last good document stays: " : "not rendered: ";
    }

    /** An object that is being deleted is nothing to wait for or rely on. */
    private static Condition terminating(StatusConditions conditions, Release.Holding holding) {
        return conditions.holds(StatusConditions.READY, false, "Terminating", holding.message());
    }

    static String refusal(List<Finding> findings) {
        String all = findings.stream().map(Finding::toString).collect(Collectors.joining("; "));
        return Excerpt.of(all, MAX_MESSAGE, Excerpt.ELLIPSIS);
    }
}
