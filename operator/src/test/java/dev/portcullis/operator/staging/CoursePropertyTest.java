package dev.portcullis.operator.staging;

import static dev.portcullis.operator.staging.SimulatedRollout.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of a rollout whatever happens, in any order. */
class CoursePropertyTest {

    private static final int NODES = 12;

    enum Event {
        DECIDE,
        REPORT_ONE,
        REPORT_ALL,
        APPROVE,
        APPROVE_ANYWAY,
        MINUTE,
        TEN_MINUTES,
        NODE_FAILS,
        NODE_MENDS,
        GATE_SAYS_NO,
        GATE_SAYS_YES,
        LOSE_STATUS
    }

    @Provide
    Arbitrary<List<Event>> histories() {
        return Arbitraries.of(Event.class).list().ofMaxSize(60);
    }

    @Property(tries = 400)
    void noMoreNodesHaveTheChangeThanTheStepAllows(@ForAll("histories") List<Event> history) {
        SimulatedRollout web = begun();
        for (int i = 0; i < history.size(); i++) {
            happens(web, history.get(i), i);
            int allowed = web.stage()
                    .map(stage -> web.plan().orElseThrow().nodes(stage.step(), NODES))
                    .orElse(NODES);
            assertThat(web.having("new")).hasSizeLessThanOrEqualTo(allowed);
            assertThat(web.having("new").size() + web.having("old").size()).isEqualTo(NODES);
        }
    }

    @Property(tries = 200)
    void anAbortEndsWithTheOldBytesUnlessEveryNodeMayHaveTheNewOnes(@ForAll("histories") List<Event> history) {
        SimulatedRollout web = begun();
        for (int i = 0; i < history.size(); i++) {
            happens(web, history.get(i), i);
        }
        boolean staged = web.stage().isPresent();
        web.abort(web.generation() + "");
        mend(web);
        web.settle();
        assertThat(web.having(staged ? "old" : "new")).hasSize(NODES);
        assertThat(web.stage()).isEmpty();
    }

    @Property(tries = 200)
    void anApprovalReadAgainDoesNothing(@ForAll("histories") List<Event> history) {
        SimulatedRollout web = begun();
        for (int i = 0; i < history.size(); i++) {
            happens(web, history.get(i), i);
        }
        mend(web);
        web.settle();
        int writes = web.writes();
        Set<String> having = new TreeSet<>(web.having("new"));
        web.settle();
        assertThat(web.writes()).isEqualTo(writes);
        assertThat(web.having("new")).containsExactlyElementsOf(having);
    }

    @Property(tries = 200)
    void whoeverApprovesEverythingGetsItEverywhere(@ForAll("histories") List<Event> history) {
        SimulatedRollout web = begun();
        for (int i = 0; i < history.size(); i++) {
            happens(web, history.get(i), i);
        }
        mend(web);
        for (int step = 1; step <= web.plan().orElseThrow().steps(); step++) {
            web.settle();
            web.stage().ifPresent(stage -> web.approve(web.generation() + "/" + (stage.step() + 1) + "/anyway"));
        }
        web.settle();
        assertThat(web.having("new")).hasSize(NODES);
    }

    private static SimulatedRollout begun() {
        SimulatedRollout web = new SimulatedRollout(NODES);
        web.plan(step(1, "manual"), step(2, "10m"), step("50%", "manual"), step("75%", null));
        web.edit("old");
        web.turn();
        web.report();
        web.edit("new");
        web.turn();
        return web;
    }

    private static void mend(SimulatedRollout web) {
        web.order().forEach(node -> web.failing(node, false));
        web.pods(RolloutGate.Verdict.YES);
    }

    private static void happens(SimulatedRollout web, Event event, int number) {
        String node = "n" + (1 + number % NODES);
        int step = web.stage().map(stage -> stage.step() + 1).orElse(1);
        switch (event) {
            case DECIDE -> web.turn();
            case REPORT_ONE -> web.report(node);
            case REPORT_ALL -> web.report();
            case APPROVE -> web.approve(web.generation() + "/" + step);
            case APPROVE_ANYWAY -> web.approve(web.generation() + "/" + step + "/anyway");
            case MINUTE -> web.pass(Duration.ofMinutes(1));
            case TEN_MINUTES -> web.pass(Duration.ofMinutes(10));
            case NODE_FAILS -> web.failing(node, true);
            case NODE_MENDS -> web.failing(node, false);
            case GATE_SAYS_NO -> web.pods(RolloutGate.Verdict.no("a container crashed"));
            case GATE_SAYS_YES -> web.pods(RolloutGate.Verdict.YES);
            case LOSE_STATUS -> web.loseStatus();
        }
    }
}
