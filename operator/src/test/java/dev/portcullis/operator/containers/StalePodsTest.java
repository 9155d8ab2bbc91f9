package dev.portcullis.operator.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.RevisionHistory;
import dev.portcullis.rendition.RevisionHistory.Moment;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.RunningContainer;
import dev.portcullis.usage.SeccompChoice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StalePodsTest {

    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
    private static final Subject WEB = Subject.profile("web");
    private static final SeccompChoice WEB_FILE =
            new SeccompChoice(SeccompChoice.Type.LOCALHOST, "portcullis/web.json");

    private final Map<String, NodeHistory> nodes = new HashMap<>();
    private final List<Subject> news = new ArrayList<>();
    private int hastened;
    private final StalePods pods = new StalePods(name -> nodes.getOrDefault(name, NodeHistory.NONE), () -> hastened++);

    StalePodsTest() {
        pods.listen(news::add);
        nodes.put("n1", history());
    }

    @Test
    void podsThatStartedBeforeTheirNodeHadTheFileAreCountedOnce() {
        pods.carried(WEB, 20);
        round(
                container("old", "c", 19),
                container("old", "d", 19),
                container("new", "c", 20),
                container("mixed", "c", 25),
                container("mixed", "d", 3));
        assertThat(pods.count(WEB)).hasValue(2);
    }

    @Test
    void aNodeThatDoesNotHaveTheFileYetHasOnlyStalePods() {
        pods.carried(WEB, 40);
        round(container("a", "c", 39), container("b", "c", 1000));
        assertThat(pods.count(WEB)).hasValue(2);
        nodes.put("n1", new NodeHistory(history().revisions(), Set.of("web.json")));
        pods.carried(WEB, 20);
        round(container("failed", "c", 1000));
        assertThat(pods.count(WEB)).hasValue(1);
    }

    @Test
    void whatStartedBeforeTheHistoryMayBeStale() {
        pods.carried(WEB, 3);
        round(container("before", "c", 9), container("after", "c", 10));
        assertThat(pods.count(WEB)).hasValue(1);
    }

    @Test
    void otherFilesAndPrivilegedContainersDoNotCount() {
        pods.carried(WEB, 20);
        SeccompChoice other = new SeccompChoice(SeccompChoice.Type.LOCALHOST, "portcullis/other.json");
        round(
                container("other", "c", 1, other, false),
                container("silent", "c", 1, SeccompChoice.SILENT, false),
                container("privileged", "c", 1, WEB_FILE, true),
                container("waiting", "c", null));
        assertThat(pods.count(WEB)).hasValue(0);
        assertThat(pods.count(Subject.profile("other"))).isEmpty();
    }

    @Test
    void onlyChangesAreNews() {
        assertThat(pods.count(WEB)).isEmpty();
        assertThat(pods.asks()).isFalse();
        pods.carried(WEB, 20);
        assertThat(pods.asks()).isTrue();
        round();
        assertThat(news).containsExactly(WEB);
        round();
        assertThat(news).containsExactly(WEB);
        round(container("old", "c", 1));
        assertThat(news).containsExactly(WEB, WEB);
        pods.carried(WEB, 20);
        assertThat(hastened).isOne();
        pods.carried(WEB, 30);
        assertThat(hastened).isEqualTo(2);
        pods.drop(WEB);
        assertThat(pods.asks()).isFalse();
        assertThat(pods.count(WEB)).isEmpty();
    }

    @Test
    void aChangeDuringARoundWaitsForTheNext() {
        pods.carried(WEB, 20);
        ContainerRounds.Taker taker = pods.begin();
        taker.accept(container("old", "c", 19));
        pods.carried(WEB, 30);
        taker.done();
        assertThat(pods.count(WEB)).isEmpty();
    }

    private void round(RunningContainer... containers) {
        ContainerRounds.Taker taker = pods.begin();
        List.of(containers).forEach(taker);
        taker.done();
    }

    private static NodeHistory history() {
        return new NodeHistory(
                new RevisionHistory(List.of(
                        new Moment(10, NOON.plusSeconds(10)),
                        new Moment(20, NOON.plusSeconds(20)),
                        new Moment(30, NOON.plusSeconds(30)))),
                Set.of());
    }

    private static RunningContainer container(String pod, String name, @Nullable Integer second) {
        return container(pod, name, second, WEB_FILE, false);
    }

    private static RunningContainer container(
            String pod, String name, @Nullable Integer second, SeccompChoice choice, boolean privileged) {
        return new RunningContainer(
                "shop",
                pod,
                "n1",
                name,
                second == null ? null : NOON.plusSeconds(second),
                choice,
                privileged,
                null,
                0,
                null,
                null);
    }
}
