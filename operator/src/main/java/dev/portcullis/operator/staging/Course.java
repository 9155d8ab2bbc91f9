package dev.portcullis.operator.staging;

import dev.portcullis.api.NodeFailure;
import dev.portcullis.api.RolloutStatus;
import dev.portcullis.api.RolloutStep;
import dev.portcullis.operator.rollout.NodeStanding;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.Stage;
import dev.portcullis.rendition.Subject;
import dev.portcullis.wording.NameList;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way of an object's change to the nodes, as a pure function of what is known now. All that it remembers is in the
 * ConfigMap, in the object's annotations and in the last status, so it goes on rightly whenever the operator is killed.
 *
 * @param subject the object
 * @param wanted the promises about the documents of its spec
 * @param origin identifies the specs that these documents are made from, blocks apart
 * @param carried what the ConfigMap brings; null without one
 * @param plan the steps; empty when changes go to every node at once
 * @param answers what people say
 * @param nodes the nodes that count, beside the ConfigMap's revision
 * @param gate asked about pods
 * @param before what the last status says; null for nothing
 * @param now the time
 */
public record Course(
        Subject subject,
        SortedMap<String, String> wanted,
        String origin,
        @Nullable Carried carried,
        Optional<Plan> plan,
        Instructions answers,
        List<NodeStanding> nodes,
        RolloutGate gate,
        @Nullable RolloutStatus before,
        Instant now) {

    /** The time that a node may be away before another one takes its part. */
    static final Duration AWAY = Duration.ofMinutes(1);

    /** The shortest time between two looks at pods. */
    static final Duration LOOK = Duration.ofSeconds(15);

    /** The delay before a gate that has yet to look is asked again. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final int ID_LENGTH = 16;

    /** The decision. */
    public Turn turn() {
        if (carried == null) {
            return Turn.of(new Move.ToAll(), null);
        }
        return forItsNodes(
                carried, carried.stage() == null ? afterOrBefore(carried) : during(carried, carried.stage()));
    }

    /** Which nodes get the files is not staged. */
    private Turn forItsNodes(Carried carried, Turn turn) {
        boolean moved = turn.move() instanceof Move.Leave && !carried.nodes().equals(Carried.nodes(wanted));
        return moved ? new Turn(new Move.Renew(), turn.status(), turn.again()) : turn;
    }

    /** The documents of the spec identified, so that a status is not taken for that of others. */
    public String id() {
        return Digest.sha256(documents().toString()).substring(0, ID_LENGTH);
    }

    private SortedMap<String, String> documents() {
        return Carried.documents(wanted);
    }

    private Turn afterOrBefore(Carried carried) {
        if (carried.stable().equals(documents())) {
            boolean stands = carried.intact() && carried.nodes().equals(Carried.nodes(wanted));
            return Turn.of(stands ? new Move.Leave() : new Move.ToAll(), completion());
        }
        if (plan.isEmpty() || origin.equals(carried.origin())) {
            return Turn.of(new Move.ToAll(), null);
        }
        return answers.aborts() ? Turn.of(new Move.Leave(), aborted(plan.get())) : begin(plan.get(), carried);
    }

    private Turn during(Carried carried, Stage stage) {
        boolean same = documents().equals(carried.next()) && carried.intact();
        if (plan.isEmpty()) {
            return Turn.of(same ? new Move.Finish() : new Move.ToAll(), null);
        }
        if (carried.stable().equals(documents())) {
            return Turn.of(new Move.Restore(), null);
        }
        if (answers.aborts()) {
            return Turn.of(new Move.Restore(), aborted(plan.get()));
        }
        if (!same && carried.intact() && origin.equals(carried.origin())) {
            // Only blocks came or went: what was approved still is.
            return Turn.of(new Move.Begin(stage.anew()), before);
        }
        return same ? step(plan.get(), carried, stage) : begin(plan.get(), carried);
    }

    private Turn begin(Plan plan, Carried carried) {
        String answered = answers.answered(carried.generation() < answers.generation());
        int all = (int) nodes.stream().filter(NodeStanding::available).count();
        int wantedNodes = all == 0 ? 0 : plan.nodes(0, all);
        Stage stage =
                Stage.first(threshold(wantedNodes, null), answered, carried.stage() == null ? carried.revision() : 0);
        return Turn.of(new Move.Begin(stage), status(plan, Phase.ROLLING, 0, "begins", wantedNodes, 0));
    }

    private Turn step(Plan plan, Carried carried, Stage stage) {
        if (plan.isLast(stage.step())) {
            return finish(plan);
        }
        int all = (int) nodes.stream().filter(NodeStanding::available).count();
        int wantedNodes = plan.nodes(stage.step(), all);
        List<NodeStanding> within = nodes.stream()
                .filter(node -> node.available() || node.synced())
                .filter(node -> stage.includes(subject, node.node()))
                .toList();
        Current step = new Current(plan, carried.revision(), stage, all, wantedNodes, within);
        if (all == 0 || within.size() < wantedNodes) {
            return step.wait(all);
        }
        boolean anyway = answers.approvesAnyway(stage);
        List<NodeFailure> failures = within.stream()
                .map(NodeStanding::failure)
                .filter(Objects::nonNull)
                .toList();
        if (!failures.isEmpty() && !anyway) {
            return step.stay(
                    Phase.STOPPED,
                    failures.stream()
                            .limit(NameList.MAX_NAMES)
                            .map(failure -> failure.node() + " could not write (" + failure.reason() + ": "
                                    + failure.message() + ")")
                            .collect(Collectors.joining("; ")),
                    null);
        }
        List<String> awaited = within.stream()
                .filter(NodeStanding::isAwaited)
                .map(NodeStanding::node)
                .toList();
        if (!awaited.isEmpty()) {
            return step.stay(Phase.ROLLING, "waiting for " + NameList.of(awaited), null);
        }
        return anyway ? step.ends() : step.look();
    }

    /** One step whose nodes are known. */
    private final class Current {

        private final Plan plan;
        private final long revision;
        private final Stage stage;
        private final int all;
        private final int wantedNodes;
        private final List<NodeStanding> within;

        Current(Plan plan, long revision, Stage stage, int all, int wantedNodes, List<NodeStanding> within) {
            this.plan = plan;
            this.revision = revision;
            this.stage = stage;
            this.all = all;
            this.wantedNodes = wantedNodes;
            this.within = within;
        }

        /** Waits for nodes that are away, and then lets others take their part. */
        Turn wait(int available) {
            int missing = wantedNodes - within.size();
            Duration left = available == 0
                    ? AWAY
                    : Duration.between(
                            now,
                            Instant.parse(since(Phase.NODES_MISSING, stage.step()))
                                    .plus(AWAY));
            if (!left.isPositive()) {
                Stage wider = stage.then(stage.step(), threshold(missing, stage), revision);
                return Turn.of(
                        new Move.Step(wider),
                        status(plan, Phase.ROLLING, stage.step(), "takes other nodes", wantedNodes, updated()));
            }
            return stay(
                    Phase.NODES_MISSING,
                    available == 0
                            ? "no node is available"
                            : "too few of its nodes are available; others take their part in a minute",
                    left);
        }

        /** Asks the gate and keeps to the pause, when every node of the step has the change. */
        Turn look() {
            RolloutStep step = plan.step(stage.step());
            boolean approved = answers.approves(plan, stage);
            Optional<Duration> time = approved ? Optional.empty() : step.time();
            Instant over = time.map(pause ->
                            Instant.parse(since(Phase.PAUSED, stage.step())).plus(pause))
                    .orElse(now);
            boolean waits = over.isAfter(now) || (!approved && step.waitsForApproval());
            if (plan.watchesPods()) {
                Instant recent = now.minus(LOOK);
                // What was unwell once needs an answer, also when the pods are gone.
                RolloutGate.Verdict verdict = Phase.UNHEALTHY.is(before) && isOfThisStep(stage.step())
                        ? RolloutGate.Verdict.no(Objects.requireNonNullElse(
                                Objects.requireNonNull(before).message(), ""))
                        : gate.ask(updatedNodes(), waits ? recent : over);
                if (verdict.answer() == RolloutGate.Answer.NO) {
                    return stay(Phase.UNHEALTHY, verdict.message(), null);
                }
                if (verdict.answer() == RolloutGate.Answer.NOT_YET && !waits) {
                    return stay(
                            time.isPresent() ? Phase.PAUSED : Phase.ROLLING, "looking at the pods of its nodes", SOON);
                }
            }
            if (over.isAfter(now)) {
                Duration left = Duration.between(now, over);
                return stay(
                        Phase.PAUSED,
                        "pauses until " + over.truncatedTo(ChronoUnit.SECONDS),
                        plan.watchesPods() && left.compareTo(LOOK) > 0 ? LOOK : left);
            }
            return waits
                    ? stay(Phase.AWAITS_APPROVAL, "waits for somebody to approve it", plan.watchesPods() ? AWAY : null)
                    : ends();
        }

        /** Goes on to the next step. */
        Turn ends() {
            int next = stage.step() + 1;
            if (plan.isLast(next)) {
                return finish(plan);
            }
            int more = plan.nodes(next, all) - within.size();
            long threshold = more <= 0 ? stage.threshold() : threshold(more, stage);
            return Turn.of(
                    new Move.Step(stage.then(next, threshold, revision)),
                    status(plan, Phase.ROLLING, next, "begins", plan.nodes(next, all), updated()));
        }

        Turn stay(Phase phase, String message, @Nullable Duration again) {
            return new Turn(
                    new Move.Leave(),
                    status(plan, phase, stage.step(), message, wantedNodes, updated()),
                    Optional.ofNullable(again));
        }

        private int updated() {
            return updatedNodes().size();
        }

        private Set<String> updatedNodes() {
            return within.stream()
                    .filter(NodeStanding::synced)
                    .map(NodeStanding::node)
                    .collect(Collectors.toSet());
        }
    }

    private Turn finish(Plan plan) {
        return Turn.of(
                new Move.Finish(),
                status(plan, Phase.COMPLETING, plan.steps() - 1, "goes to every node", nodes.size(), nodes.size()));
    }

    /** The smallest threshold that lets so many of the available nodes have the change, beyond those that may already. */
    private long threshold(int more, @Nullable Stage stage) {
        List<Long> places = nodes.stream()
                .filter(NodeStanding::available)
                .map(node -> Stage.place(subject, node.node()))
                .filter(place -> stage == null || !stage.includes(place))
                .sorted(Long::compareUnsigned)
                .toList();
        if (places.isEmpty() || more == 0) {
            return stage == null ? 0 : stage.threshold();
        }
        return places.get(Math.min(more, places.size()) - 1);
    }

    /** What is told about documents that every node may have. */
    private @Nullable RolloutStatus completion() {
        if (before == null || !before.id().equals(id())) {
            return null;
        }
        List<String> without = nodes.stream()
                .filter(node -> node.available() && !node.synced())
                .map(NodeStanding::node)
                .toList();
        int synced = (int) nodes.stream().filter(NodeStanding::synced).count();
        boolean over = Phase.COMPLETED.is(before) || (without.isEmpty() && synced > 0);
        Phase phase = over ? Phase.COMPLETED : Phase.COMPLETING;
        int last = Math.max(0, before.steps() - 1);
        return over && Phase.COMPLETED.is(before)
                ? before
                : new RolloutStatus(
                        phase.word(),
                        before.generation(),
                        before.id(),
                        last + 1,
                        before.steps(),
                        synced + without.size(),
                        synced,
                        since(phase, last),
                        null,
                        over ? "every available node has the change" : "waiting for " + NameList.of(without));
    }

    private RolloutStatus aborted(Plan plan) {
        return new RolloutStatus(
                Phase.ABORTED.word(),
                answers.generation(),
                id(),
                null,
                plan.steps(),
                null,
                null,
                since(Phase.ABORTED, -1),
                null,
                "the files are those from before this change, until the spec changes");
    }

    /** What is told when the change cannot be staged. */
    public RolloutStatus notStaged(String why) {
        return new RolloutStatus(
                Phase.NOT_STAGED.word(),
                answers.generation(),
                id(),
                null,
                plan.map(Plan::steps).orElse(1),
                null,
                null,
                since(Phase.NOT_STAGED, -1),
                null,
                why);
    }

    private RolloutStatus status(Plan plan, Phase phase, int step, String message, int wantedNodes, int updated) {
        boolean stopped = phase == Phase.STOPPED || phase == Phase.UNHEALTHY;
        return new RolloutStatus(
                phase.word(),
                answers.generation(),
                id(),
                step + 1,
                plan.steps(),
                wantedNodes,
                updated,
                since(phase, step),
                stopped || phase == Phase.AWAITS_APPROVAL
                        ? Instructions.approval(answers.generation(), step, stopped)
                        : null,
                message);
    }

    /** When this phase of this step began: it is told once, and read back. */
    private String since(Phase phase, int step) {
        String said = phase.is(before) && isOfThisStep(step)
                ? Objects.requireNonNull(before).since()
                : null;
        return said == null ? now.truncatedTo(ChronoUnit.SECONDS).toString() : said;
    }

    private boolean isOfThisStep(int step) {
        return before != null
                && before.id().equals(id())
                && Objects.equals(before.step(), step < 0 ? null : Integer.valueOf(step + 1));
    }
}
