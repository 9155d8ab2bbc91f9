package dev.portcullis.operator.staging;

import static dev.portcullis.operator.staging.SimulatedRollout.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.RolloutStatus;
import dev.portcullis.rendition.StagedCarrier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CourseTest {

    private final SimulatedRollout web = new SimulatedRollout(20);
    private final List<String> order = web.order();

    @BeforeEach
    void theFirstVersionIsThere() {
        web.plan(step(1, "manual"), step("10%", "10m"), step("50%", null), step("100%", null));
        web.edit("old");
        web.turn();
        web.report();
        assertThat(web.having("old"))
                .as("the first version goes to all at once")
                .hasSize(20);
        assertThat(web.phase()).isEmpty();
    }

    @Test
    void eachStepWaitsForWhatItSays() {
        web.edit("new");
        web.turn();
        assertThat(web.status().message()).isEqualTo("waiting for " + order.getFirst());
        assertThat(web.status().nodes()).isEqualTo(1);
        web.settle();
        assertThat(web.having("new")).containsExactly(order.getFirst());
        assertThat(web.phase()).contains(Phase.AWAITS_APPROVAL);
        assertThat(web.status().approval()).isEqualTo("2/1");

        web.approve("2");
        web.settle();
        assertThat(web.having("new")).containsExactlyInAnyOrderElementsOf(order.subList(0, 2));
        assertThat(web.phase()).contains(Phase.PAUSED);

        web.pass(Duration.ofMinutes(9));
        web.settle();
        assertThat(web.phase()).contains(Phase.PAUSED);
        web.pass(Duration.ofMinutes(1));
        web.turn();
        web.report();
        assertThat(web.having("new")).as("half of them").containsExactlyInAnyOrderElementsOf(order.subList(0, 10));
        web.settle();
        assertThat(web.having("new")).hasSize(20);
        assertThat(web.phase()).contains(Phase.COMPLETED);
        assertThat(web.status().step()).isEqualTo(4);
        assertThat(web.writes())
                .as("one for the first version, one for each step")
                .isEqualTo(5);
        assertThat(web.carrier().getData()).containsOnlyKeys("profile.json");
    }

    @Test
    void aNodeOfTheStepThatCannotWriteStopsItUntilItCan() {
        web.failing(order.getFirst(), true);
        web.failing(order.getLast(), true);
        web.edit("new");
        web.settle();
        assertThat(web.phase()).contains(Phase.STOPPED);
        assertThat(web.status().message())
                .isEqualTo(order.getFirst() + " could not write (NoSpace: no space left on device)");
        assertThat(web.status().approval()).isEqualTo("2/1/anyway");
        assertThat(web.having("new")).isEmpty();

        web.failing(order.getFirst(), false);
        web.settle();
        assertThat(web.phase()).as("the last node does not matter yet").contains(Phase.AWAITS_APPROVAL);
    }

    @Test
    void anApprovalOfThePauseIsNoneOfAFailure() {
        web.failing(order.getFirst(), true);
        web.edit("new");
        web.approve("2");
        web.settle();
        assertThat(web.phase()).contains(Phase.STOPPED);
        web.approve("2/1/anyway");
        web.settle();
        assertThat(web.having("new")).containsExactly(order.get(1));
        assertThat(web.phase()).as("the next step has the same node").contains(Phase.STOPPED);
        assertThat(web.status().approval()).isEqualTo("2/2/anyway");
    }

    @Test
    void aGateThatSaidNoNeedsAnAnswerEvenWhenThePodsAreGone() {
        web.pods(RolloutGate.Verdict.no("container main of pod default/web on n1: CrashLoopBackOff"));
        web.edit("new");
        web.settle();
        assertThat(web.phase()).contains(Phase.UNHEALTHY);
        web.pods(RolloutGate.Verdict.YES);
        web.approve("2");
        web.settle();
        assertThat(web.phase()).contains(Phase.UNHEALTHY);
        assertThat(web.status().message()).isEqualTo("container main of pod default/web on n1: CrashLoopBackOff");
        web.approve("2/1/anyway by somebody");
        web.settle();
        assertThat(web.phase()).contains(Phase.PAUSED);
    }

    @Test
    void aGateThatHasNotLookedEndsNoPause() {
        web.edit("new");
        web.approve("2");
        web.pods(RolloutGate.Verdict.NOT_YET);
        web.settle();
        assertThat(web.phase()).contains(Phase.ROLLING);
        assertThat(web.stage().orElseThrow().step()).isZero();
        web.pods(RolloutGate.Verdict.YES);
        web.settle();
        web.pods(RolloutGate.Verdict.NOT_YET);
        web.pass(Duration.ofMinutes(10));
        web.settle();
        assertThat(web.phase()).contains(Phase.PAUSED);
    }

    @Test
    void anAbortAndARevertBringTheOldBytesBack() {
        web.edit("new");
        web.settle();
        web.abort("2");
        web.settle();
        assertThat(web.having("old")).hasSize(20);
        assertThat(web.phase()).contains(Phase.ABORTED);
        assertThat(web.carrier().getData()).containsOnlyKeys("profile.json");
        int writes = web.writes();
        web.settle();
        assertThat(web.writes()).isEqualTo(writes);

        web.edit("newer");
        web.settle();
        assertThat(web.phase()).as("the abort was for another generation").contains(Phase.AWAITS_APPROVAL);
        web.edit("old");
        web.settle();
        assertThat(web.having("old")).hasSize(20);
        assertThat(web.phase()).isEmpty();
    }

    @Test
    void aNewSpecInTheMiddleBeginsAgainAndTakesTheOldOneBack() {
        web.edit("new");
        web.approve("2");
        web.settle();
        assertThat(web.having("new")).hasSize(2);
        web.edit("newer");
        web.settle();
        assertThat(web.having("newer")).containsExactly(order.getFirst());
        assertThat(web.having("old")).hasSize(19);
        assertThat(web.status().approval()).isEqualTo("3/1");
    }

    @Test
    void anApprovalDoesNotCountForDocumentsThatCameAfterIt() {
        web.edit("new");
        web.settle();
        web.approve("2");
        web.settle();
        web.editBase("of a new base");
        web.settle();
        assertThat(web.phase()).contains(Phase.AWAITS_APPROVAL);
        assertThat(web.having("of a new base")).containsExactly(order.getFirst());
        web.approve("2/1");
        web.settle();
        assertThat(web.phase()).contains(Phase.PAUSED);
    }

    @Test
    void whatOnlyBlocksChangeIsNotStaged() {
        web.block("old, blocked");
        web.settle();
        assertThat(web.having("old, blocked")).hasSize(20);

        web.edit("new");
        web.approve("2");
        web.settle();
        assertThat(web.having("new")).hasSize(2);
        web.block("new, blocked");
        web.settle();
        assertThat(web.having("new, blocked"))
                .as("the rollout stays where it is")
                .hasSize(2);
        assertThat(web.stage().orElseThrow().step()).isEqualTo(1);
        assertThat(web.phase()).contains(Phase.PAUSED);
    }

    @Test
    void anEditThatChangesNoByteGoesOnWhereItIs() {
        web.edit("new");
        web.settle();
        web.plan(step(1, null), step(3, "1h"));
        web.edit("new");
        web.settle();
        assertThat(web.having("new")).hasSize(3);
        assertThat(web.phase()).contains(Phase.PAUSED);
        web.planNothing();
        web.edit("new");
        web.settle();
        assertThat(web.having("new")).as("without a plan all at once").hasSize(20);
    }

    @Test
    void deadNodesNeitherBlockNorCount() {
        web.away(order.getFirst(), true);
        web.edit("new");
        web.settle();
        assertThat(web.having("new")).containsExactly(order.get(1));
        assertThat(web.phase()).contains(Phase.AWAITS_APPROVAL);
    }

    @Test
    void aNodeThatGoesBeforeItAnswersIsReplacedAfterAMinute() {
        web.edit("new");
        web.turn();
        web.away(order.getFirst(), true);
        web.settle();
        assertThat(web.phase()).contains(Phase.NODES_MISSING);
        assertThat(web.having("new")).isEmpty();
        web.pass(Duration.ofSeconds(59));
        web.settle();
        assertThat(web.having("new")).isEmpty();
        web.pass(Duration.ofSeconds(1));
        web.settle();
        assertThat(web.having("new")).containsExactly(order.get(1));
    }

    @Test
    void aNodeThatHasItAndGoesAwayStillHasIt() {
        web.edit("new");
        web.settle();
        web.away(order.getFirst(), true);
        web.pass(Duration.ofHours(1));
        web.settle();
        assertThat(web.phase()).contains(Phase.AWAITS_APPROVAL);
        assertThat(web.having("new")).containsExactly(order.getFirst());
    }

    @Test
    void aPauseIsCountedFromWhatTheStatusSays() {
        web.plan(step(1, "10m"));
        web.edit("new");
        web.settle();
        RolloutStatus told = web.status();
        web.pass(Duration.ofMinutes(5));
        web.settle();
        assertThat(web.status()).as("nothing new to write").isEqualTo(told);
        web.loseStatus();
        web.settle();
        web.pass(Duration.ofMinutes(9));
        web.settle();
        assertThat(web.phase()).as("a lost status makes the pause start anew").contains(Phase.PAUSED);
        web.pass(Duration.ofMinutes(1));
        web.settle();
        assertThat(web.phase()).contains(Phase.COMPLETED);
    }

    @Test
    void withoutAnyNodeNothingHappens() {
        order.forEach(node -> web.away(node, true));
        web.edit("new");
        web.settle();
        assertThat(web.phase()).contains(Phase.NODES_MISSING);
        web.away(order.get(5), false);
        web.settle();
        web.pass(Duration.ofMinutes(2));
        web.settle();
        assertThat(web.having("new")).containsExactly(order.get(5));
    }

    @Test
    void whatANodeHasKeepsTheRevisionThatBroughtIt() {
        web.edit("new");
        web.turn();
        long first = Long.parseLong(web.carrier().getMetadata().getResourceVersion());
        web.settle();
        assertThat(StagedCarrier.revision(order.getLast(), web.carrier())).isEqualTo(first - 1);
        web.approve("2");
        web.settle();
        assertThat(StagedCarrier.revision(order.getFirst(), web.carrier())).isEqualTo(first);
        assertThat(StagedCarrier.revision(order.get(1), web.carrier())).isEqualTo(first + 1);
        web.pass(Duration.ofHours(1));
        web.settle();
        assertThat(StagedCarrier.revision(order.getFirst(), web.carrier())).isEqualTo(first);
        assertThat(StagedCarrier.revision(order.get(5), web.carrier())).isEqualTo(first + 2);
        assertThat(StagedCarrier.revision(order.getLast(), web.carrier())).isEqualTo(first + 3);
    }
}
