package dev.portcullis.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.NodeFailure;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.api.VariantDigest;
import dev.portcullis.operator.deletion.Release;
import dev.portcullis.operator.reconciliation.CarriedDigests;
import dev.portcullis.operator.reconciliation.Reconciliation;
import dev.portcullis.operator.rendering.RenderResult;
import dev.portcullis.operator.rollout.KeptFile;
import dev.portcullis.operator.rollout.Pool;
import dev.portcullis.operator.rollout.Progress;
import dev.portcullis.operator.rollout.Unavailable;
import dev.portcullis.operator.staging.Turn;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Finding;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatusFoldTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.5Z");
    private static final Rendition RENDITION = Rendition.ofProfile("nginx", 3, "{}", new TreeMap<>(), null);
    private static final RenderResult RENDERED =
            RenderResult.ofProfile(RENDITION, List.of(), 87, Collections.emptySortedMap());
    private static final CarriedDigests CARRIED =
            new CarriedDigests("abc", null, List.of(new VariantDigest("arm64", "def")), "4.8");
    private static final RenderResult REFUSED = RenderResult.refused(List.of(
            new Finding(Finding.Code.NOTIFY_NOT_POSSIBLE, "spec.syscalls[0].names", "remove write"),
            new Finding(Finding.Code.CONFLICTING_RULES, "spec.syscalls[2]", "keep one")));

    record Case(Progress progress, String ready, String reason, String message) {}

    static List<Case> progress() {
        NodeFailure full = new NodeFailure("n2", "NoSpace", "disk full");
        return List.of(
                new Case(new Progress(3, 3, List.of(), List.of()), "True", "Synced", "on 3 nodes"),
                new Case(new Progress(1, 1, List.of(), List.of()), "True", "Synced", "on 1 node"),
                new Case(
                        new Progress(0, 0, List.of(), List.of()),
                        "False",
                        "NoNodes",
                        "on no node yet; there is no pod of the agent"),
                new Case(
                        new Progress(0, 0, List.of(), List.of(), missing(0, "n1")),
                        "False",
                        "NoNodes",
                        "on no node yet; not on n1, where no agent is ready"),
                new Case(
                        new Progress(2, 2, List.of(), List.of(), missing(0, "n3")),
                        "True",
                        "SyncedWhereAvailable",
                        "on 2 nodes; not on n3, where no agent is ready"),
                new Case(
                        new Progress(2, 2, List.of(), List.of(), missing(2, "n3", "n4")),
                        "True",
                        "SyncedWhereAvailable",
                        "on 2 nodes; not on n3, n4 and 2 nodes without a pod of the agent, where no agent is ready"),
                new Case(
                        new Progress(3, 1, List.of(), List.of("n2", "n3")),
                        "False",
                        "RollingOut",
                        "on 1 of 3 nodes; waiting for n2, n3"),
                new Case(
                        new Progress(2, 1, List.of(), List.of("n2"), missing(0, "n3")),
                        "False",
                        "RollingOut",
                        "on 1 of 2 nodes; waiting for n2; not on n3, where no agent is ready"),
                new Case(
                        new Progress(13, 0, List.of(), named(12)),
                        "False",
                        "RollingOut",
                        "on 0 of 13 nodes; waiting for " + String.join(", ", named(10)) + " and 2 more"),
                new Case(
                        new Progress(3, 1, List.of(full), List.of("n3")),
                        "False",
                        "NodesFailed",
                        "on 1 of 3 nodes; failed: n2 (NoSpace: disk full); waiting for n3"),
                new Case(
                        new Progress(2, 1, List.of(full), List.of()),
                        "False",
                        "NodesFailed",
                        "on 1 of 2 nodes; failed: n2 (NoSpace: disk full)"));
    }

    @Test
    void aPoolWithoutNodesSaysSo() {
        Progress nowhere = new Progress(0, 0, List.of(), List.of(), missing(0), new Pool(true, false, List.of()));
        assertThat(condition(fold(SeccompProfileStatus.EMPTY, RENDERED, CARRIED, nowhere), "Ready"))
                .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
                .containsExactly("False", "NoMatchingNodes", "on no node; none matches nodeSelector");
    }

    @Test
    void nodesThatComeAndGoChangeNoCountsAndNodesThatAreMovedDo() {
        SeccompProfileStatus three = fold(SeccompProfileStatus.EMPTY, RENDERED, CARRIED, inPool(3, false));
        assertThat(fold(three, RENDERED, CARRIED, inPool(2, false))).isEqualTo(three);
        SeccompProfileStatus two = fold(three, RENDERED, CARRIED, inPool(2, true));
        assertThat(two.nodes()).isEqualTo(NodeCounts.of(2, 2, 0));
        assertThat(condition(two, "Ready").getMessage()).isEqualTo("on 2 nodes");
        assertThat(fold(two, RENDERED, CARRIED, inPool(2, false))).isEqualTo(two);
    }

    @Test
    void whoKeepsAFileOutsideThePoolIsTold() {
        KeptFile kept = new KeptFile("n9", List.of("default/web-1", "default/web-2"));
        SeccompProfileStatus status = fold(
                SeccompProfileStatus.EMPTY,
                RENDERED,
                CARRIED,
                new Progress(1, 1, List.of(), List.of(), missing(0), new Pool(true, false, List.of(kept))));
        assertThat(condition(status, "KeptOnNodes"))
                .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
                .containsExactly(
                        "True",
                        "UsedByPods",
                        "nodeSelector does not ask for it there, but it stays while pods use it: n9 (default/web-1,"
                                + " default/web-2)");
        assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
        assertThat(fold(status, RENDERED, CARRIED, inPool(1, false)).condition("KeptOnNodes"))
                .isEmpty();
    }

    private static Progress inPool(int nodes, boolean moved) {
        return new Progress(nodes, nodes, List.of(), List.of(), missing(0), new Pool(true, moved, List.of()));
    }

    @ParameterizedTest
    @MethodSource("progress")
    void readySaysWhereTheDocumentIs(Case expected) {
        Condition ready = condition(fold(SeccompProfileStatus.EMPTY, RENDERED, CARRIED, expected.progress), "Ready");
        assertThat(ready)
                .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
                .containsExactly(expected.ready, expected.reason, expected.message);
    }

    @Test
    void aRefusedSpecIsStalledAndTheLastGoodDocumentStillCounted() {
        Progress everywhere = new Progress(2, 2, List.of(), List.of());
        SeccompProfileStatus good = fold(SeccompProfileStatus.EMPTY, RENDERED, CARRIED, everywhere);
        SeccompProfileStatus refused = fold(good, REFUSED, CARRIED, everywhere);
        assertThat(refused.sha256()).isEqualTo(CARRIED.sha256());
        assertThat(refused.syscalls()).isEqualTo(87);
        assertThat(refused.nodes()).isEqualTo(good.nodes());
        assertThat(condition(refused, "Rendered"))
                .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
                .containsExactly(
                        "False",
                        "NotifyNotPossible",
                        "spec.syscalls[0].names: remove write; spec.syscalls[2]: keep one");
        assertThat(condition(refused, "Ready"))
                .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
                .containsExactly(
                        "False",
                        "NotifyNotPossible",
                        "not rendered, and the last good document stays: spec.syscalls[0].names: remove write;"
                                + " spec.syscalls[2]: keep one");
        assertThat(refused.variants()).isEqualTo(CARRIED.variants());
        assertThat(refused.minKernel()).isEqualTo("4.8");
        assertThat(condition(refused, "Stalled").getStatus()).isEqualTo("True");
    }

    @Test
    void anErrorThatAnotherObjectCanMendIsNotStalled() {
        RenderResult waiting = RenderResult.refused(
                List.of(new Finding(Finding.Code.BASE_MISSING, "spec.baseProfiles[0]", "there is no base")));
        assertThat(fold(
                                SeccompProfileStatus.EMPTY,
                                waiting,
                                CarriedDigests.NOTHING,
                                new Progress(1, 0, List.of(), List.of()))
                        .conditions())
                .extracting(Condition::getType, Condition::getReason)
                .containsExactly(tuple("Rendered", "BaseProfileMissing"), tuple("Ready", "BaseProfileMissing"));
    }

    @Test
    void nothingIsStalledOnceTheSpecIsMended() {
        Progress none = new Progress(1, 0, List.of(), List.of("n1"));
        SeccompProfileStatus refused = fold(SeccompProfileStatus.EMPTY, REFUSED, CarriedDigests.NOTHING, none);
        assertThat(fold(refused, RENDERED, CARRIED, none).conditions())
                .extracting(Condition::getType)
                .containsExactly("Rendered", "Ready");
    }

    @Test
    void warningsStayWithTheDocumentThatTheySpeakOf() {
        Progress everywhere = new Progress(2, 2, List.of(), List.of());
        RenderResult suspicious = RenderResult.ofProfile(
                RENDITION,
                List.of(new Finding(Finding.Code.UNKNOWN_SYSCALL, "spec.syscalls[0].names", "no opnat")),
                87,
                Collections.emptySortedMap());
        SeccompProfileStatus warned = fold(SeccompProfileStatus.EMPTY, suspicious, CARRIED, everywhere);
        assertThat(warned.warnings()).containsExactly("spec.syscalls[0].names: no opnat");
        assertThat(warned.warningCount()).isOne();
        assertThat(fold(warned, REFUSED, CARRIED, everywhere).warnings()).isEqualTo(warned.warnings());
        assertThat(fold(warned, RENDERED, CARRIED, everywhere).warnings()).isNull();
        assertThat(fold(warned, RENDERED, CARRIED, everywhere).warningCount()).isNull();
    }

    @Test
    void equalCircumstancesGiveAnEqualStatusLater() {
        Progress everywhere = new Progress(2, 2, List.of(), List.of());
        SeccompProfileStatus first = fold(SeccompProfileStatus.EMPTY, RENDERED, CARRIED, everywhere);
        assertThat(fold(first, RENDERED, CARRIED, everywhere, NOW.plusSeconds(60)))
                .isEqualTo(first);
    }

    @Test
    void nodesThatComeAndGoChangeNothingOfARolloutThatIsOver() {
        SeccompProfileStatus over =
                fold(SeccompProfileStatus.EMPTY, RENDERED, CARRIED, new Progress(3, 3, List.of(), List.of()));
        for (Progress later : List.of(
                new Progress(4, 4, List.of(), List.of()),
                new Progress(2, 2, List.of(), List.of()),
                new Progress(3, 3, List.of(), List.of(), missing(0, "n4")),
                new Progress(3, 3, List.of(), List.of(), missing(1)),
                new Progress(0, 0, List.of(), List.of(), missing(0, "n1", "n2", "n3")),
                new Progress(0, 0, List.of(), List.of()))) {
            assertThat(fold(over, RENDERED, CARRIED, later, NOW.plusSeconds(60)))
                    .isEqualTo(over);
        }
    }

    @Test
    void whatIsToldOfMissingNodesStaysTrue() {
        SeccompProfileStatus without = fold(
                SeccompProfileStatus.EMPTY,
                RENDERED,
                CARRIED,
                new Progress(2, 2, List.of(), List.of(), missing(0, "n3")));
        assertThat(without.nodes()).isEqualTo(NodeCounts.of(2, 2, 0, 1, List.of("n3")));
        Progress another = new Progress(1, 1, List.of(), List.of(), missing(0, "n2", "n3"));
        assertThat(fold(without, RENDERED, CARRIED, another)).isEqualTo(without);
        Progress instead = new Progress(2, 2, List.of(), List.of(), missing(0, "n2"));
        assertThat(fold(without, RENDERED, CARRIED, instead).nodes())
                .isEqualTo(NodeCounts.of(2, 2, 0, 1, List.of("n2")));
        SeccompProfileStatus back = fold(without, RENDERED, CARRIED, new Progress(3, 3, List.of(), List.of()));
        assertThat(back.nodes()).isEqualTo(NodeCounts.of(3, 3, 0));
        assertThat(condition(back, "Ready").getReason()).isEqualTo("Synced");
    }

    @Test
    void aFailureOrANodeThatStaysBehindIsNews() {
        SeccompProfileStatus over =
                fold(SeccompProfileStatus.EMPTY, RENDERED, CARRIED, new Progress(3, 3, List.of(), List.of()));
        NodeFailure full = new NodeFailure("n2", "NoSpace", "disk full");
        assertThat(condition(fold(over, RENDERED, CARRIED, new Progress(3, 2, List.of(full), List.of())), "Ready"))
                .extracting(Condition::getStatus, Condition::getReason)
                .containsExactly("False", "NodesFailed");
        assertThat(condition(fold(over, RENDERED, CARRIED, new Progress(4, 3, List.of(), List.of("n4"))), "Ready"))
                .extracting(Condition::getStatus, Condition::getReason)
                .containsExactly("False", "RollingOut");
    }

    @Test
    void aNewDocumentIsToldOfAnew() {
        SeccompProfileStatus over =
                fold(SeccompProfileStatus.EMPTY, RENDERED, CARRIED, new Progress(3, 3, List.of(), List.of()));
        Progress without = new Progress(2, 2, List.of(), List.of(), missing(0, "n3"));
        CarriedDigests other = new CarriedDigests("other", null, CARRIED.variants(), "4.8");
        assertThat(fold(over, RENDERED, other, without).nodes()).isEqualTo(without.counts());
    }

    @Test
    void aConditionRemembersSinceWhenItHolds() {
        SeccompProfileStatus waiting =
                fold(SeccompProfileStatus.EMPTY, RENDERED, CARRIED, new Progress(2, 1, List.of(), List.of("n2")));
        SeccompProfileStatus done =
                fold(waiting, RENDERED, CARRIED, new Progress(2, 2, List.of(), List.of()), NOW.plusSeconds(60));
        assertThat(condition(done, "Rendered").getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(condition(done, "Ready").getLastTransitionTime()).isEqualTo("2026-01-01T00:01:00Z");
    }

    @Test
    void aDeletedObjectSaysWhatKeepsIt() {
        List<String> pods =
                IntStream.rangeClosed(10, 22).mapToObj(i -> "web/nginx-" + i).toList();
        assertThat(kept(Release.Holding.by(pods))).satisfies(condition -> {
            assertThat(condition.getStatus()).isEqualTo("True");
            assertThat(condition.getReason()).isEqualTo("UsedByPods");
            assertThat(condition.getMessage())
                    .startsWith("deleted, but its file stays while it is used by 13 pods: web/nginx-10, web/nginx-11, ")
                    .endsWith(", web/nginx-19 and 3 more");
        });
        assertThat(kept(Release.Holding.by(List.of("web/nginx"))).getMessage())
                .isEqualTo("deleted, but its file stays while it is used by the pod web/nginx");
        assertThat(kept(Release.Holding.unknown("forbidden"))).satisfies(condition -> {
            assertThat(condition.getStatus()).isEqualTo("Unknown");
            assertThat(condition.getReason()).isEqualTo("PodsNotListed");
            assertThat(condition.getMessage()).endsWith(": forbidden");
        });
    }

    @Test
    void aDeletedObjectThatIsStillUsedIsNotReady() {
        for (RenderResult outcome : List.of(RENDERED, REFUSED)) {
            assertThat(deleted(outcome, Release.Holding.by(List.of("web/nginx")))
                            .conditions())
                    .filteredOn(condition -> condition.getType().equals("Ready"))
                    .singleElement()
                    .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
                    .containsExactly(
                            "False",
                            "Terminating",
                            "deleted, but its file stays while it is used by the pod web/nginx");
        }
    }

    @Test
    void aRefusedSpecIsNotToldOfAnewWhenNodesComeAndGo() {
        SeccompProfileStatus over =
                fold(SeccompProfileStatus.EMPTY, RENDERED, CARRIED, new Progress(3, 3, List.of(), List.of()));
        SeccompProfileStatus refused = fold(over, REFUSED, CARRIED, new Progress(3, 3, List.of(), List.of()));
        assertThat(fold(refused, REFUSED, CARRIED, new Progress(4, 4, List.of(), List.of())))
                .isEqualTo(refused);
        SeccompProfileStatus never = fold(
                SeccompProfileStatus.EMPTY,
                REFUSED,
                CarriedDigests.NOTHING,
                new Progress(1, 0, List.of(), List.of("n1")));
        assertThat(fold(never, REFUSED, CarriedDigests.NOTHING, new Progress(0, 0, List.of(), List.of())))
                .isEqualTo(never);
    }

    private static Condition kept(Release.Holding holding) {
        return condition(deleted(RENDERED, holding), "InUse");
    }

    private static SeccompProfileStatus deleted(RenderResult outcome, Release.Holding holding) {
        Progress everywhere = new Progress(1, 1, List.of(), List.of());
        return status(SeccompProfileStatus.EMPTY, outcome, CARRIED, everywhere, holding, NOW);
    }

    private static SeccompProfileStatus fold(
            SeccompProfileStatus before, RenderResult outcome, CarriedDigests carried, Progress progress) {
        return fold(before, outcome, carried, progress, NOW);
    }

    private static SeccompProfileStatus fold(
            SeccompProfileStatus before, RenderResult outcome, CarriedDigests carried, Progress progress, Instant now) {
        return status(before, outcome, carried, progress, null, now);
    }

    private static SeccompProfileStatus status(
            SeccompProfileStatus before,
            RenderResult outcome,
            CarriedDigests carried,
            Progress progress,
            Release.@Nullable Holding holding,
            Instant now) {
        SeccompProfile profile = new SeccompProfile();
        profile.setMetadata(
                new ObjectMetaBuilder().withName("nginx").withGeneration(3L).build());
        long revision = carried.equals(CarriedDigests.NOTHING) ? 0 : 7;
        return SeccompProfileReconciler.status(new Reconciliation<>(
                profile,
                before,
                outcome,
                carried,
                carried.hasSeccomp(),
                revision,
                7L,
                2,
                progress,
                Turn.kept(null),
                holding,
                now));
    }

    private static Unavailable missing(int unnamed, String... names) {
        return new Unavailable(List.of(names), unnamed);
    }

    private static List<String> named(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "node-" + i).toList();
    }

    private static Condition condition(SeccompProfileStatus status, String type) {
        return status.condition(type).orElseThrow();
    }
}
