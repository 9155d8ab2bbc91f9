package dev.portcullis.operator.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.operator.reports.WorkloadResult.Verdict;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FileResultsTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final SeccompChoice WEB = new SeccompChoice(SeccompChoice.Type.LOCALHOST, "portcullis/web.json");
    private static final SeccompChoice STRICT =
            new SeccompChoice(SeccompChoice.Type.LOCALHOST, "portcullis/policy/strict.seccomp.json");
    private static final SeccompChoice GONE = new SeccompChoice(SeccompChoice.Type.LOCALHOST, "portcullis/gone.json");
    private static final Owner SET = new Owner("ReplicaSet", "web-5d9c7b");
    private static final ReportedWorkload DEPLOYMENT = new ReportedWorkload(WorkloadKind.DEPLOYMENT, "shop", "web");
    private static final Map<ReportedWorkload, ReportedWorkload> MAKERS =
            Map.of(new ReportedWorkload(WorkloadKind.REPLICA_SET, "shop", "web-5d9c7b"), DEPLOYMENT);

    @Test
    void podsThatStartedWithTheFilePass() {
        assertThat(results(container("a", "c", 20, WEB, SET), container("b", "c", 25, WEB, SET)))
                .containsExactly(
                        result(DEPLOYMENT, "SeccompProfile/web", Verdict.PASS, "2 pods run under portcullis/web.json"));
    }

    @Test
    void aPodWithOneContainerUnderAnEarlierFileCountsOnce() {
        assertThat(results(
                        container("a", "c", 20, WEB, SET),
                        container("b", "c", 5, WEB, SET),
                        container("b", "d", 5, WEB, SET),
                        container("b", "e", 25, WEB, SET)))
                .containsExactly(result(
                        DEPLOYMENT,
                        "SeccompProfile/web",
                        Verdict.WARN,
                        "1 of 2 pods run, or may run, under an earlier version of portcullis/web.json: restart it"));
    }

    @Test
    void eachFileOfAPodIsAResultOfItsOwn() {
        assertThat(results(
                        container("a", "c", 20, WEB, null),
                        container("a", "d", 20, STRICT, null),
                        container("a", "e", 20, SeccompChoice.SILENT, null)))
                .containsExactlyInAnyOrder(
                        result(pod("a"), "SeccompProfile/web", Verdict.PASS, "1 pod runs under portcullis/web.json"),
                        result(
                                pod("a"),
                                "CapabilityPolicy/strict",
                                Verdict.PASS,
                                "1 pod runs under portcullis/policy/strict.seccomp.json"));
    }

    @Test
    void aFileThatNothingRendersFails() {
        assertThat(results(container("a", "c", null, GONE, SET), container("b", "c", 30, GONE, SET)))
                .containsExactly(
                        result(
                                DEPLOYMENT,
                                "SeccompProfile/gone",
                                Verdict.FAIL,
                                "2 pods name portcullis/gone.json, but SeccompProfile gone does not exist, or is not rendered"));
    }

    @Test
    void podsThatWaitAreNoneUnderTheFile() {
        assertThat(results(container("a", "c", null, WEB, SET)))
                .containsExactly(result(
                        DEPLOYMENT,
                        "SeccompProfile/web",
                        Verdict.SKIP,
                        "1 pod names portcullis/web.json, and none runs"));
    }

    @Test
    void thePodOfAnUnknownMakerStandsForItself() {
        assertThat(results(container("a", "c", 20, WEB, new Owner("Sandbox", "s"))))
                .extracting(WorkloadResult::workload)
                .containsExactly(pod("a"));
    }

    @Test
    void privilegedContainersHaveNoFilter() {
        assertThat(results(new RunningContainer(
                        "shop", "a", "n1", "c", NOON.plusSeconds(20), WEB, true, null, 0, null, null)))
                .isEmpty();
    }

    private static List<WorkloadResult> results(RunningContainer... containers) {
        NodeHistory history = new NodeHistory(
                new RevisionHistory(
                        List.of(new Moment(10, NOON.plusSeconds(10)), new Moment(20, NOON.plusSeconds(20)))),
                Set.of());
        FileResults results = new FileResults(
                Map.of(Subject.profile("web"), 20L, Subject.policy("strict"), 10L),
                node -> node.equals("n1") ? history : NodeHistory.NONE);
        Stream.of(containers).forEach(results);
        return results.done(MAKERS);
    }

    private static WorkloadResult result(ReportedWorkload workload, String policy, Verdict verdict, String message) {
        return new WorkloadResult(workload, policy, WorkloadResult.Rule.RUNS_UNDER_FILE, verdict, message);
    }

    private static ReportedWorkload pod(String name) {
        return new ReportedWorkload(WorkloadKind.POD, "shop", name);
    }

    private static RunningContainer container(
            String pod, String name, @Nullable Integer second, SeccompChoice choice, @Nullable Owner owner) {
        return new RunningContainer(
                "shop",
                pod,
                "n1",
                name,
                second == null ? null : NOON.plusSeconds(second),
                choice,
                false,
                owner,
                0,
                null,
                null);
    }
}
