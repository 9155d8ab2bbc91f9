package dev.portcullis.operator.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.ExposedContainer;
import dev.portcullis.api.Exposure;
import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.NodeFailure;
import dev.portcullis.api.SyscallBlockStatus;
import dev.portcullis.operator.rollout.Progress;
import dev.portcullis.rendition.Subject;
import dev.portcullis.seccomp.Finding;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BlockReportTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Progress EVERYWHERE = new Progress(3, 3, List.of(), List.of());
    private static final Progress NOWHERE = new Progress(0, 0, List.of(), List.of());
    private static final Exposure TWO = new Exposure(
            2, List.of(new ExposedContainer("shop", "web", "main", "n1", "NotGoverned: names no profile")), null);

    private final BlockInForce block = BlockDraft.of("af-alg").inForce();

    @Test
    void aBlockOnEveryNodeIsReady() {
        BlockReport report =
                report(SyscallBlockStatus.EMPTY, reach(2, 5, 0, EVERYWHERE)).orElseThrow();
        assertThat(report.settled()).isTrue();
        assertThat(report.status().objects()).isEqualTo(2);
        assertThat(report.status().documents()).isEqualTo(5);
        assertThat(report.status().nodes()).isEqualTo(NodeCounts.of(3, 3, 0));
        assertThat(said(report, "Ready"))
                .isEqualTo("True Synced it changed the documents of 2 objects, which are on 3 nodes");
        assertThat(said(report, "Expired")).isEqualTo("False InForce it does not end by itself");
    }

    @Test
    void itIsNotWhileNodesAreWaitedForOrFail() {
        BlockReport waits = report(
                        SyscallBlockStatus.EMPTY, reach(1, 1, 0, new Progress(3, 2, List.of(), List.of("n3"))))
                .orElseThrow();
        assertThat(waits.settled()).isFalse();
        assertThat(said(waits, "Ready"))
                .isEqualTo("False RollingOut it changed the documents of 1 object, which are on 2 of 3 nodes;"
                        + " waiting for n3");
        Progress fails = new Progress(3, 2, List.of(new NodeFailure("n3", "WriteFailed", "disk full")), List.of());
        BlockReport failed =
                report(SyscallBlockStatus.EMPTY, reach(1, 1, 0, fails)).orElseThrow();
        assertThat(failed.settled()).isTrue();
        assertThat(said(failed, "Ready")).startsWith("False NodesFailed").contains("disk full");
    }

    @Test
    void aNewBlockSaysHowManyObjectsWait() {
        BlockReport report =
                report(SyscallBlockStatus.EMPTY, reach(3, 3, 7, EVERYWHERE)).orElseThrow();
        assertThat(report.settled()).isFalse();
        assertThat(said(report, "Ready")).isEqualTo("False Rendering 7 objects are not rendered with it yet");
    }

    @Test
    void afterARestartNothingIsSaidBeforeEverythingIsKnown() {
        SyscallBlockStatus before = report(SyscallBlockStatus.EMPTY, reach(2, 5, 0, EVERYWHERE), Optional.of(TWO))
                .orElseThrow()
                .status();
        assertThat(report(before, reach(0, 0, 2, NOWHERE), Optional.empty())).isEmpty();
        assertThat(report(before, reach(1, 2, 1, EVERYWHERE), Optional.empty())).isEmpty();
        assertThat(report(before, reach(2, 5, 0, EVERYWHERE), Optional.empty())
                        .orElseThrow()
                        .status())
                .isEqualTo(before);
        assertThat(report(before, reach(2, 5, 0, EVERYWHERE), Optional.of(TWO))
                        .orElseThrow()
                        .status())
                .isEqualTo(before);
    }

    @Test
    void nodesThatComeAndGoAreNoNews() {
        SyscallBlockStatus before = report(SyscallBlockStatus.EMPTY, reach(2, 5, 0, EVERYWHERE))
                .orElseThrow()
                .status();
        for (Progress other : List.of(new Progress(4, 4, List.of(), List.of()), NOWHERE)) {
            assertThat(report(before, reach(2, 5, 0, other)).orElseThrow().status())
                    .isEqualTo(before);
        }
    }

    @Test
    void aClusterWithoutAgentsIsNotReady() {
        BlockReport report =
                report(SyscallBlockStatus.EMPTY, reach(1, 1, 0, NOWHERE)).orElseThrow();
        assertThat(said(report, "Ready")).startsWith("False NoNodes").contains("there is no pod of the agent");
    }

    @Test
    void aBlockThatChangesNothingIsReady() {
        BlockReport report =
                report(SyscallBlockStatus.EMPTY, reach(0, 0, 0, NOWHERE)).orElseThrow();
        assertThat(report.settled()).isTrue();
        assertThat(report.status().nodes()).isNull();
        assertThat(said(report, "Ready")).startsWith("True NothingToChange");
    }

    @Test
    void anObjectWhoseSpecIsRefusedIsNotReached() {
        BlockReach reach = new BlockReach(
                1, 1, 0, List.of(Subject.profile("broken"), Subject.policy("bad")), EVERYWHERE, new TreeSet<>());
        BlockReport report = report(SyscallBlockStatus.EMPTY, reach).orElseThrow();
        assertThat(said(report, "Ready"))
                .isEqualTo("False ObjectsNotBlocked the documents of CapabilityPolicy bad, SeccompProfile broken stay"
                        + " without it, because their specs are refused or a rollout holds them back; else it changed"
                        + " the documents of 1 object, which are on 3 nodes");
    }

    @Test
    void itSaysWhoseContainersAreNotCounted() {
        BlockReport report = BlockReport.of(
                        SyscallBlockStatus.EMPTY,
                        1,
                        new BlockStanding.InForce(
                                BlockDraft.of("af-alg")
                                        .exempting("vpn", "policy/vpn")
                                        .inForce(),
                                List.of()),
                        reach(1, 1, 0, EVERYWHERE),
                        Optional.empty(),
                        NOW)
                .orElseThrow();
        assertThat(said(report, "Ready"))
                .endsWith("; exempt, and their containers not counted as exposed: policy/vpn, vpn");
    }

    @Test
    void aMalformedBlockSaysWhatToChange() {
        BlockReport report = BlockReport.of(
                        SyscallBlockStatus.EMPTY,
                        3,
                        new BlockStanding.Malformed(
                                List.of(new Finding(Finding.Code.MALFORMED_TIME, "spec.expires", "no time"))),
                        reach(0, 0, 0, NOWHERE),
                        Optional.empty(),
                        NOW)
                .orElseThrow();
        assertThat(report.settled()).isTrue();
        assertThat(said(report, "Ready"))
                .isEqualTo("False MalformedTime nothing of it is in force; change the spec: spec.expires: no time");
    }

    @Test
    void aBlockThatEndedSaysSince() {
        BlockStanding expired = new BlockStanding.Expired("af-alg", NOW);
        BlockReport report = BlockReport.of(
                        SyscallBlockStatus.EMPTY, 1, expired, reach(0, 0, 2, NOWHERE), Optional.empty(), NOW)
                .orElseThrow();
        assertThat(report.settled()).isFalse();
        assertThat(said(report, "Ready"))
                .isEqualTo("False Expired it ended at 2026-01-01T00:00:00Z and denies nothing any more; 2 objects are"
                        + " still rendered with it");
        assertThat(said(report, "Expired")).startsWith("True");
        assertThat(report.status().exposed()).isNull();
        SyscallBlockStatus told = BlockReport.of(
                        report.status(), 1, expired, reach(0, 0, 0, NOWHERE), Optional.empty(), NOW)
                .orElseThrow()
                .status();
        assertThat(BlockReport.of(told, 1, expired, reach(0, 0, 2, NOWHERE), Optional.empty(), NOW))
                .as("after a restart")
                .isEmpty();
    }

    private Optional<BlockReport> report(SyscallBlockStatus before, BlockReach reach) {
        return report(before, reach, Optional.empty());
    }

    private Optional<BlockReport> report(SyscallBlockStatus before, BlockReach reach, Optional<Exposure> exposed) {
        return BlockReport.of(before, 1, new BlockStanding.InForce(block, List.of()), reach, exposed, NOW);
    }

    private static BlockReach reach(int objects, int documents, int pending, Progress progress) {
        return new BlockReach(objects, documents, pending, List.of(), progress, new TreeSet<>());
    }

    private static String said(BlockReport report, String type) {
        Condition condition = report.status().condition(type).orElseThrow();
        return condition.getStatus() + " " + condition.getReason() + " " + condition.getMessage();
    }
}
