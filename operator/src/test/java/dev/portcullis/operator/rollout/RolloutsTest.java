package dev.portcullis.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeFailure;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.Subject;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutsTest {

    private static final NodeSelector GPU = NodeSelector.of(new LabelSelector(List.of(), Map.of("pool", "gpu")));

    private final Subject a = Subject.profile("a");
    private final Subject b = Subject.policy("a");
    private final Rollouts rollouts = new Rollouts();

    @BeforeEach
    void twoObjectsOnTwoNodes() {
        rollouts.carried(a, 10);
        rollouts.carried(b, 20);
        rollouts.report("n1", upTo(15));
        rollouts.report("n2", upTo(20));
        ready("n1");
        ready("n2");
        tell();
    }

    private void tell() {
        rollouts.tell(a);
        rollouts.tell(b);
    }

    @Test
    void oneNumberPerNodeAnswersForAllObjects() {
        assertThat(rollouts.progress(a)).isEqualTo(new Progress(2, 2, List.of(), List.of()));
        assertThat(rollouts.progress(b)).isEqualTo(new Progress(2, 1, List.of(), List.of("n1")));
    }

    @Test
    void aNodeHasSeveralObjectsWhenItHasEach() {
        assertThat(rollouts.progress(Map.of(a, 10L, b, 20L))).isEqualTo(new Progress(2, 1, List.of(), List.of("n1")));
        assertThat(rollouts.progress(Map.of(a, 10L, b, 12L)))
                .as("an earlier revision is enough")
                .isEqualTo(new Progress(2, 2, List.of(), List.of()));
        rollouts.report("n2", new NodeReport(20, Map.of(a, List.of(new FileFailure("a.json", "WriteFailed", "full")))));
        Progress failed = rollouts.progress(Map.of(a, 10L, b, 20L));
        assertThat(failed.failures()).extracting(NodeFailure::node).containsExactly("n2");
        assertThat(failed.settled()).isFalse();
        assertThat(rollouts.progress(Map.of())).isEqualTo(new Progress(0, 0, List.of(), List.of()));
    }

    @Test
    void aReportConcernsOnlyTheObjectsThatItPassed() {
        assertThat(rollouts.report("n1", upTo(19))).isEmpty();
        assertThat(rollouts.report("n1", upTo(20))).containsExactly(b);
        assertThat(rollouts.report("n1", upTo(20))).isEmpty();
    }

    @Test
    void aNodeThatFallsBackConcernsWhatItLost() {
        assertThat(rollouts.report("n2", upTo(10))).containsExactly(b);
        assertThat(rollouts.report("n2", upTo(9))).containsExactly(a);
    }

    @Test
    void aNodeThatComesOrGoesIsNoNewsOfARolloutThatIsOver() {
        assertThat(rollouts.report("n1", upTo(20))).containsExactly(b);
        tell();
        assertThat(pod("n3", AgentPod.State.NOT_READY)).isEmpty();
        assertThat(pod("n3", AgentPod.State.JUST_READY)).isEmpty();
        assertThat(rollouts.report("n3", upTo(20))).isEmpty();
        assertThat(rollouts.progress(a)).isEqualTo(new Progress(3, 3, List.of(), List.of()));
        assertThat(pod("n3", AgentPod.State.NOT_READY)).isEmpty();
        assertThat(rollouts.report("n3", null)).isEmpty();
        assertThat(rollouts.agentGone("n3", "agent-n3")).isEmpty();
        assertThat(rollouts.progress(a)).isEqualTo(new Progress(2, 2, List.of(), List.of()));
    }

    @Test
    void theLastNodeThatGoesTakesNothingBack() {
        assertThat(pod("n1", AgentPod.State.NOT_READY)).containsExactly(b);
        tell();
        assertThat(pod("n2", AgentPod.State.NOT_READY)).isEmpty();
        assertThat(rollouts.agentGone("n1", "agent-n1"))
                .as("it was named as missing")
                .containsExactly(b);
        tell();
        assertThat(rollouts.agentGone("n2", "agent-n2")).isEmpty();
        assertThat(rollouts.progress(a).desired()).isZero();
        assertThat(ready("n2")).isEmpty();
    }

    @Test
    void whoeverIsNotThereIsNotWaitedFor() {
        assertThat(pod("n1", AgentPod.State.NOT_READY)).as("a is on n1").containsExactly(b);
        assertThat(rollouts.progress(a)).isEqualTo(new Progress(2, 2, List.of(), List.of()));
        assertThat(rollouts.tell(b)).isEqualTo(new Progress(1, 1, List.of(), List.of(), missing("n1")));
        assertThat(rollouts.tell(b).complete()).isTrue();
        assertThat(pod("n1", AgentPod.State.JUST_READY)).as("it has its time").isEmpty();
        assertThat(rollouts.report("n1", upTo(20))).containsExactly(b);
        assertThat(rollouts.tell(b)).isEqualTo(new Progress(2, 2, List.of(), List.of()));
    }

    @Test
    void aNodeThatComesBackAndDoesNotCatchUpIsWaitedForInTheEnd() {
        pod("n1", AgentPod.State.NOT_READY);
        tell();
        assertThat(pod("n1", AgentPod.State.JUST_READY)).isEmpty();
        assertThat(pod("n1", AgentPod.State.JUST_READY)).isEmpty();
        assertThat(rollouts.report("n1", upTo(16))).isEmpty();
        assertThat(rollouts.progress(b).complete()).isTrue();
        assertThat(ready("n1")).containsExactly(b);
        assertThat(rollouts.progress(b)).isEqualTo(new Progress(2, 1, List.of(), List.of("n1")));
    }

    @Test
    void aNodeThatHasCaughtUpIsWaitedForAsTheOthersAre() {
        pod("n1", AgentPod.State.NOT_READY);
        pod("n1", AgentPod.State.JUST_READY);
        rollouts.report("n1", upTo(20));
        rollouts.carried(a, 30);
        assertThat(rollouts.tell(a)).isEqualTo(new Progress(2, 0, List.of(), List.of("n1", "n2")));
        assertThat(pod("n1", AgentPod.State.JUST_READY)).isEmpty();
    }

    @Test
    void aFailureOnANodeThatIsGoneHoldsNothingUp() {
        FileFailure failure = new FileFailure("a.json", "NoSpace", "no space left");
        rollouts.report("n2", new NodeReport(30, Map.of(a, List.of(failure))));
        tell();
        assertThat(pod("n2", AgentPod.State.NOT_READY)).containsExactly(a);
        assertThat(rollouts.tell(a)).isEqualTo(new Progress(1, 1, List.of(), List.of(), missing("n2")));
        assertThat(ready("n2")).containsExactly(a);
        assertThat(rollouts.tell(a).failures()).hasSize(1);
    }

    @Test
    void aReportWithoutAnAgentCountsForNothing() {
        assertThat(rollouts.report("gone", upTo(0))).isEmpty();
        assertThat(rollouts.progress(a)).isEqualTo(new Progress(2, 2, List.of(), List.of()));
        rollouts.report("n2", null);
        rollouts.agentGone("n2", "agent-n2");
        assertThat(rollouts.progress(a)).isEqualTo(new Progress(1, 1, List.of(), List.of()));
    }

    @Test
    void whileTheDaemonSetReplacesAPodItsNodeStays() {
        rollouts.daemonSetWants(2);
        assertThat(rollouts.agentGone("n2", "agent-n2")).isEmpty();
        assertThat(rollouts.progress(a)).isEqualTo(new Progress(2, 2, List.of(), List.of()));
        rollouts.carried(a, 30);
        rollouts.report("n1", upTo(30));
        assertThat(rollouts.progress(a)).isEqualTo(new Progress(1, 1, List.of(), List.of(), missing("n2")));
    }

    @Test
    void theNewPodOfANodeTakesOverFromTheOld() {
        rollouts.agent(new AgentPod("n2", "new", AgentPod.State.NOT_READY));
        assertThat(rollouts.agentGone("n2", "agent-n2")).isEmpty();
        assertThat(rollouts.nodeStates().unavailable()).isOne();
        rollouts.agent(new AgentPod("n2", "new", AgentPod.State.READY));
        assertThat(rollouts.nodeStates().unavailable()).isZero();
        assertThat(rollouts.desired()).isEqualTo(2);
    }

    @Test
    void everyNodeIsInOneState() {
        rollouts.daemonSetWants(3);
        assertThat(rollouts.nodeStates()).isEqualTo(new NodeStates(1, 1, 0, 1));
        rollouts.carried(a, 30);
        assertThat(rollouts.nodeStates()).isEqualTo(new NodeStates(0, 2, 0, 1));
        rollouts.report("n1", upTo(30));
        FileFailure full = new FileFailure("a.json", "NoSpace", "no space left");
        rollouts.report("n2", new NodeReport(30, Map.of(a, List.of(full))));
        assertThat(rollouts.nodeStates()).isEqualTo(new NodeStates(1, 0, 1, 1));
        FileFailure kept = new FileFailure("old.json", FileFailure.ORPHANED, "no ConfigMap asks for it");
        rollouts.report("n2", new NodeReport(30, Map.of(Subject.profile("old"), List.of(kept))));
        assertThat(rollouts.nodeStates())
                .as("an orphan is no fault of the node")
                .isEqualTo(new NodeStates(2, 0, 0, 1));
        rollouts.agent(new AgentPod("n2", "agent-n2", AgentPod.State.NOT_READY));
        assertThat(rollouts.nodeStates()).isEqualTo(new NodeStates(1, 0, 0, 2));
    }

    @Test
    void aFailureIsNotSyncedHoweverFarTheNodeIs() {
        FileFailure failure = new FileFailure("a.json", "NoSpace", "no space left");
        assertThat(rollouts.report("n2", new NodeReport(30, Map.of(a, List.of(failure)))))
                .containsExactly(a);
        assertThat(rollouts.progress(a))
                .isEqualTo(new Progress(2, 1, List.of(new NodeFailure("n2", "NoSpace", "no space left")), List.of()));
        assertThat(rollouts.tell(a).settled()).isTrue();
        assertThat(rollouts.progress(a).complete()).isFalse();
        assertThat(rollouts.report("n2", upTo(30))).containsExactly(a);
    }

    @Test
    void bothFilesOfAPolicyCanFail() {
        rollouts.report(
                "n2",
                new NodeReport(
                        30,
                        Map.of(
                                b,
                                List.of(
                                        new FileFailure("policy/a.capabilities.json", "NoSpace", "no space left"),
                                        new FileFailure(
                                                "policy/a.seccomp.json", "KernelTooOld", "needs kernel 9.0")))));
        assertThat(rollouts.progress(b).failures())
                .containsExactly(new NodeFailure(
                        "n2",
                        "NoSpace",
                        "policy/a.capabilities.json: no space left; policy/a.seccomp.json: needs kernel 9.0"));
        assertThat(rollouts.progress(a).failures()).isEmpty();
    }

    @Test
    void aNewRevisionStartsFromNothing() {
        rollouts.carried(a, 30);
        assertThat(rollouts.progress(a).synced()).isZero();
        assertThat(rollouts.report("n1", upTo(29))).containsExactly(b);
        assertThat(rollouts.report("n1", upTo(30))).containsExactly(a);
    }

    @Test
    void aNodeWithoutAPodIsMissedAndNotWaitedFor() {
        assertThat(rollouts.daemonSetWants(3)).as("b is still on its way").containsExactly(b);
        assertThat(rollouts.tell(a)).isEqualTo(new Progress(2, 2, List.of(), List.of(), new Unavailable(List.of(), 1)));
        assertThat(rollouts.daemonSetWants(1)).containsExactly(a);
        tell();
        assertThat(rollouts.daemonSetWants(2)).isEmpty();
    }

    @Test
    void nobodyHasWhatIsNotCarried() {
        rollouts.drop(a);
        assertThat(rollouts.progress(a).synced()).isZero();
        assertThat(rollouts.report("n1", upTo(0))).isEmpty();
    }

    @Test
    void onlyNodesOfThePoolCount() {
        labels("n1", "gpu");
        labels("n2", "cpu");
        rollouts.carried(a, 30, GPU);
        rollouts.report("n1", inPool(30, "gpu"));
        rollouts.report("n2", inPool(30, "cpu"));
        assertThat(rollouts.tell(a)).isEqualTo(pooled(1, 1, List.of()));
        assertThat(rollouts.progress(b)).isEqualTo(new Progress(2, 2, List.of(), List.of()));
        assertThat(pod("n2", AgentPod.State.NOT_READY)).as("not in the pool").isEmpty();
    }

    @Test
    void anAgentThatDoesNotKnowItsLabelsYetIsWaitedFor() {
        labels("n1", "gpu");
        labels("n2", "gpu");
        rollouts.carried(a, 30, GPU);
        rollouts.report("n1", inPool(30, "gpu"));
        rollouts.report("n2", upTo(30));
        assertThat(rollouts.tell(a)).isEqualTo(pooled(2, 1, List.of("n2")));
        assertThat(rollouts.report("n2", inPool(30, "gpu"))).containsExactly(a);
        assertThat(rollouts.tell(a)).isEqualTo(pooled(2, 2, List.of()));
    }

    @Test
    void aNodeThatIsMovedChangesTheCountsOfItsPoolsAlone() {
        labels("n1", "gpu");
        labels("n2", "cpu");
        rollouts.carried(a, 30, GPU);
        rollouts.report("n1", inPool(30, "gpu"));
        rollouts.report("n2", inPool(30, "cpu"));
        tell();

        assertThat(rollouts.labels("n2", NodeLabels.all(Map.of("pool", "cpu", "other", "x"))))
                .as("nobody asks")
                .isEmpty();
        assertThat(labels("n2", "gpu")).containsExactly(a);
        assertThat(rollouts.tell(a).waitingFor()).as("it has not followed").containsExactly("n2");
        assertThat(rollouts.report("n2", new NodeReport(30, Map.of(), new PoolReport(2, null, List.of()))))
                .as("it is behind")
                .isEmpty();
        assertThat(rollouts.report("n2", inPool(30, "gpu"))).containsExactly(a);
        assertThat(rollouts.tell(a).counted()).isEqualTo(pooled(2, 2, List.of()));
        assertThat(rollouts.progress(a).pool().moved()).isTrue();
        rollouts.counted(a);
        assertThat(rollouts.progress(a)).isEqualTo(pooled(2, 2, List.of()));

        assertThat(labels("n1", "cpu")).containsExactly(a);
        assertThat(rollouts.tell(a).counted()).isEqualTo(pooled(1, 1, List.of()));
    }

    /** Else a node that has written its file by then would never be counted. */
    @Test
    void aNodeThatIsMovedWhileCountsAreWrittenIsStillToBeCounted() {
        labels("n1", "gpu");
        labels("n2", "cpu");
        rollouts.carried(a, 30, GPU);
        rollouts.report("n1", inPool(30, "gpu"));
        tell();
        labels("n1", "cpu");
        rollouts.tell(a);
        labels("n2", "gpu");
        rollouts.counted(a);
        assertThat(rollouts.progress(a).pool().moved()).isTrue();
        rollouts.tell(a);
        rollouts.counted(a);
        assertThat(rollouts.progress(a).pool().moved()).isFalse();
    }

    @Test
    void aNodeThatComesIntoAPoolIsNoMoreNewsThanAnyOther() {
        labels("n1", "gpu");
        rollouts.carried(a, 30, GPU);
        rollouts.report("n1", inPool(30, "gpu"));
        tell();
        assertThat(pod("n3", AgentPod.State.JUST_READY)).isEmpty();
        assertThat(labels("n3", "gpu")).isEmpty();
        assertThat(rollouts.report("n3", inPool(30, "gpu"))).isEmpty();
        assertThat(rollouts.progress(a)).isEqualTo(pooled(2, 2, List.of()));
        assertThat(rollouts.labels("n3", null)).isEmpty();
    }

    @Test
    void nodesWithoutAPodOfTheAgentAreMissedInTheirPoolsOnly() {
        labels("n1", "gpu");
        labels("n2", "cpu");
        labels("n3", "gpu");
        labels("n4", "cpu");
        rollouts.daemonSetWants(4);
        rollouts.carried(a, 30, GPU);
        rollouts.report("n1", inPool(30, "gpu"));
        assertThat(rollouts.progress(a).unavailable()).isEqualTo(new Unavailable(List.of(), 1));
        assertThat(rollouts.progress(b).unavailable()).isEqualTo(new Unavailable(List.of(), 2));
    }

    @Test
    void aDeadNodeOfAPoolHoldsNothingUp() {
        labels("n1", "gpu");
        labels("n2", "gpu");
        pod("n2", AgentPod.State.NOT_READY);
        rollouts.carried(a, 30, GPU);
        rollouts.report("n1", inPool(30, "gpu"));
        assertThat(rollouts.tell(a).complete()).isTrue();
        assertThat(rollouts.progress(a).unavailable()).isEqualTo(missing("n2"));
    }

    @Test
    void aFileThatPodsKeepOutsideIsNews() {
        List<KeptFile> kept = List.of(new KeptFile("n2", List.of("default/web")));
        Progress before = rollouts.tell(a);
        assertThat(rollouts.kept(a, kept)).isTrue();
        assertThat(rollouts.kept(a, kept)).isFalse();
        assertThat(rollouts.progress(a).isNewsAfter(before)).isTrue();
        assertThat(rollouts.tell(a).pool().keptWhere()).isEqualTo("n2 (default/web)");
        assertThat(rollouts.kept(a, List.of())).isTrue();
    }

    private Set<Subject> labels(String node, String pool) {
        return rollouts.labels(node, NodeLabels.all(Map.of("pool", pool)));
    }

    private static NodeReport inPool(long revision, String pool) {
        return new NodeReport(
                revision, Map.of(), new PoolReport(1, new NodeLabels(Map.of("pool", pool), Set.of()), List.of()));
    }

    private static Progress pooled(int desired, int synced, List<String> waitingFor) {
        return new Progress(desired, synced, List.of(), waitingFor, Unavailable.NONE, new Pool(true, false, List.of()));
    }

    /** With a look at all nodes for each object that a report concerns, this would be cubic. */
    @Test
    void aRolloutCostsNoMoreThanItsNodesTimesItsObjects() {
        List<Subject> objects = IntStream.range(0, 500)
                .mapToObj(i -> Subject.profile("object-" + i))
                .toList();
        List<String> nodes = IntStream.range(0, 500).mapToObj(i -> "node-" + i).toList();
        long start = cpuTime();
        for (int i = 0; i < objects.size(); i++) {
            rollouts.carried(objects.get(i), 100 + i);
            rollouts.tell(objects.get(i));
        }
        nodes.forEach(node -> {
            ready(node);
            rollouts.report(node, upTo(99));
        });
        objects.forEach(rollouts::tell);
        for (String node : nodes) {
            assertThat(rollouts.report(node, upTo(1000))).hasSize(objects.size());
            assertThat(objects.stream().anyMatch(rollouts::settled)).isFalse();
        }
        rollouts.report("n1", upTo(1000));
        assertThat(rollouts.report("n2", upTo(1000))).hasSize(objects.size());
        assertThat(objects.stream().allMatch(rollouts::settled)).isTrue();
        assertThat(Duration.ofNanos(cpuTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Whoever hears of changes and then asks misses nothing, in whatever order nodes report, fail, come and go. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
                29, 30, 31, 32
            })
    void noNewsIsLost(long seed) {
        Random random = new Random(seed);
        Map<Subject, Progress> told = new HashMap<>();
        Set<Subject> heard = new HashSet<>();
        List<AgentPod.State> states = List.copyOf(EnumSet.allOf(AgentPod.State.class));
        // Resource versions are unique: from here on those of b are odd, and those of a even.
        rollouts.carried(b, 21);
        for (int each = 0; each < 3000; each++) {
            int step = each;
            String node = "n" + random.nextInt(4);
            heard.addAll(
                    switch (random.nextInt(10)) {
                        case 8 -> labels(node, random.nextBoolean() ? "gpu" : "cpu");
                        case 9 -> rollouts.labels(node, null);
                        case 0, 1, 2 ->
                            rollouts.report(
                                    node,
                                    random.nextInt(6) == 0
                                            ? null
                                            : new NodeReport(
                                                    random.nextInt(40), someFailures(random), somePool(random)));
                        case 3, 4 -> pod(node, states.get(random.nextInt(states.size())));
                        case 5 -> rollouts.agentGone(node, "agent-" + node);
                        case 6 -> rollouts.daemonSetWants(random.nextInt(6));
                        default -> {
                            Subject object = random.nextBoolean() ? a : b;
                            rollouts.carried(
                                    object,
                                    1 + random.nextInt(40) * 2 + (object.equals(a) ? 1 : 0),
                                    random.nextBoolean() ? GPU : NodeSelector.EVERY);
                            told.put(object, rollouts.tell(object));
                            yield Set.<Subject>of();
                        }
                    });
            told.forEach((object, before) -> {
                if (rollouts.progress(object).isNewsAfter(before)) {
                    assertThat(heard)
                            .as("%d: %s, before %s", step, rollouts.progress(object), before)
                            .contains(object);
                }
            });
            if (random.nextInt(3) == 0) {
                heard.forEach(object -> {
                    told.put(object, rollouts.tell(object).counted());
                    rollouts.counted(object);
                });
                heard.clear();
            }
        }
    }

    private Map<Subject, List<FileFailure>> someFailures(Random random) {
        FileFailure failure = new FileFailure("a.json", "NoSpace", "no space left");
        return random.nextInt(4) == 0 ? Map.of(random.nextBoolean() ? a : b, List.of(failure)) : Map.of();
    }

    private static PoolReport somePool(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> PoolReport.NONE;
            case 1 -> new PoolReport(2, null, List.of());
            default -> inPool(0, random.nextBoolean() ? "gpu" : "cpu").pool();
        };
    }

    private Set<Subject> ready(String node) {
        return pod(node, AgentPod.State.READY);
    }

    private Set<Subject> pod(String node, AgentPod.State state) {
        return rollouts.agent(new AgentPod(node, "agent-" + node, state));
    }

    private static Unavailable missing(String... names) {
        return new Unavailable(List.of(names), 0);
    }

    private static NodeReport upTo(long revision) {
        return new NodeReport(revision, Map.of());
    }
}
