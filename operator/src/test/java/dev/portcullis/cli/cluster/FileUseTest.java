package dev.portcullis.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.RevisionHistory;
import dev.portcullis.rendition.RevisionHistory.Moment;
import dev.portcullis.rendition.Subject;
import dev.portcullis.usage.RunningContainer;
import dev.portcullis.usage.RunningContainer.Owner;
import dev.portcullis.usage.SeccompChoice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FileUseTest {

    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
    private static final UsedFile WEB = new UsedFile(Subject.profile("web"), "abc", 20);
    private static final SeccompChoice WEB_FILE =
            new SeccompChoice(SeccompChoice.Type.LOCALHOST, "portcullis/web.json");

    private final Map<String, NodeHistory> nodes = Map.of(
            "n1", history(moment(10), moment(20), moment(30)),
            "n2", history(moment(25)),
            "n3", history(moment(10)));

    @Test
    void peopleReadWhatToRestartInEachNamespace() {
        FileUse use = use(
                false,
                container("shop", "web-5d9c7b-x", "n1", 5, new Owner("Deployment", "web")),
                container("shop", "web-5d9c7b-y", "n1", 15, new Owner("Deployment", "web")),
                container("shop", "web-5d9c7b-z", "n1", 20, new Owner("Deployment", "web")),
                container("batch", "lone", "n2", 24, null),
                container("batch", "nightly-1", "n3", 40, new Owner("Job", "nightly")),
                container("kube-system", "proxy-n1", "n1", 1, new Owner("Node", "n1")));
        assertThat(FileUseText.of(use)).isEqualTo("""
                4 of 6 running containers with portcullis/web.json started before its node had it as it is, and 1 may have

                namespace batch
                  POD         CONTAINER   NODE   STARTED                FILE THERE                STATE
                  lone        main        n2     2026-11-29T12:00:24Z   by 2026-11-29T12:00:25Z   uncertain
                  nightly-1   main        n3     2026-11-29T12:00:40Z   not yet                   stale
                  kubectl delete pod lone -n batch    # nothing makes this pod anew: create it again
                  kubectl delete pod nightly-1 -n batch    # its Job nightly makes it anew

                namespace kube-system
                  POD        CONTAINER   NODE   STARTED                FILE THERE             STATE
                  proxy-n1   main        n1     2026-11-29T12:00:01Z   2026-11-29T12:00:20Z   stale
                  a static pod: move its manifest out of the kubelet's folder on the node, and back

                namespace shop
                  POD            CONTAINER   NODE   STARTED                FILE THERE             STATE
                  web-5d9c7b-x   main        n1     2026-11-29T12:00:05Z   2026-11-29T12:00:20Z   stale
                  web-5d9c7b-y   main        n1     2026-11-29T12:00:15Z   2026-11-29T12:00:20Z   stale
                  kubectl rollout restart deployment/web -n shop

                uncertain: started before the history of its node begins; restart it to be sure

                not yet: the node does not have the file as it is; a restart helps once it has
                """);
    }

    @Test
    void thereMayBeNothingToDo() {
        assertThat(FileUseText.of(use(false))).isEqualTo("no running container uses portcullis/web.json\n");
        RunningContainer fresh = container("shop", "a", "n1", 20, null);
        assertThat(FileUseText.of(use(false, fresh)))
                .isEqualTo("1 running container with portcullis/web.json has it as it is\n");
        assertThat(FileUseText.of(use(true, fresh))).contains("fresh").doesNotContain("kubectl");
    }

    @Test
    void scriptsReadTheSame() {
        FileUse use = use(
                false,
                container("shop", "a", "n1", 5, new Owner("StatefulSet", "db")),
                container("shop", "b", "n2", 5, null),
                container("shop", "c", "n1", 50, null));
        assertThat(FileUseJson.of(use))
                .hasToString("{\"kind\":\"SeccompProfile\",\"name\":\"web\","
                        + "\"localhostProfile\":\"portcullis/web.json\",\"sha256\":\"abc\",\"revision\":20,"
                        + "\"fresh\":1,\"stale\":1,\"uncertain\":1,\"containers\":["
                        + "{\"namespace\":\"shop\",\"pod\":\"a\",\"container\":\"main\",\"node\":\"n1\","
                        + "\"startedAt\":\"2026-11-29T12:00:05Z\",\"restarts\":0,\"state\":\"stale\","
                        + "\"fileSince\":\"2026-11-29T12:00:20Z\","
                        + "\"restart\":\"kubectl rollout restart statefulset/db -n shop\",\"note\":null},"
                        + "{\"namespace\":\"shop\",\"pod\":\"b\",\"container\":\"main\",\"node\":\"n2\","
                        + "\"startedAt\":\"2026-11-29T12:00:05Z\",\"restarts\":0,\"state\":\"uncertain\","
                        + "\"fileAtTheLatest\":\"2026-11-29T12:00:25Z\","
                        + "\"restart\":\"kubectl delete pod b -n shop\","
                        + "\"note\":\"nothing makes this pod anew: create it again\"}]}");
    }

    @Test
    void theNameOfAReplicaSetTellsOfItsDeployment() {
        assertThat(Owners.byName(new Owner("ReplicaSet", "web-api-5d9c7b4f6")))
                .isEqualTo(new Owner("Deployment", "web-api"));
        Owner alone = new Owner("ReplicaSet", "web-Api");
        assertThat(Owners.byName(alone)).isEqualTo(alone);
    }

    @Test
    void anObjectIsNamedWithItsKindWhereItIsNoProfile() {
        assertThat(UsedFile.parse("web")).contains(Subject.profile("web"));
        assertThat(UsedFile.parse("profile/web")).contains(Subject.profile("web"));
        assertThat(UsedFile.parse("policy/web")).contains(Subject.policy("web"));
        assertThat(UsedFile.parse("CapabilityPolicy/web")).contains(Subject.policy("web"));
        assertThat(List.of("", "policy/", "pod/web", "a/b/c"))
                .allSatisfy(word -> assertThat(UsedFile.parse(word)).isEmpty());
    }

    private FileUse use(boolean all, RunningContainer... containers) {
        FileUse.Judging judging = new FileUse.Judging(WEB, nodes, all);
        List.of(containers).forEach(judging);
        judging.accept(
                new RunningContainer("shop", "privileged", "n1", "main", NOON, WEB_FILE, true, null, 0, null, null));
        judging.accept(new RunningContainer(
                "shop", "other", "n1", "main", NOON, SeccompChoice.SILENT, false, null, 0, null, null));
        return judging.done(container -> RestartHint.of(container, container.owner()));
    }

    private static NodeHistory history(Moment... moments) {
        return new NodeHistory(new RevisionHistory(List.of(moments)), Set.of());
    }

    private static Moment moment(long revision) {
        return new Moment(revision, NOON.plusSeconds(revision));
    }

    private static RunningContainer container(
            String namespace, String pod, String node, int second, @Nullable Owner owner) {
        return new RunningContainer(
                namespace, pod, node, "main", NOON.plusSeconds(second), WEB_FILE, false, owner, 0, null, null);
    }
}
