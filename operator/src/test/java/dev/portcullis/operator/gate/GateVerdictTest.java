package dev.portcullis.operator.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodePoolStatus;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncSpec;
import dev.portcullis.api.NodeSyncStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateVerdictTest {

    private static final String UID = "new";

    @Test
    void theGateOpensWhenTheAgentHasCaughtUp() {
        assertThat(verdict(7, 7)).isInstanceOf(GateVerdict.Opens.class);
        assertThat(verdict(8, 7)).isInstanceOf(GateVerdict.Opens.class);
    }

    @Test
    void itStaysClosedUntilThen() {
        assertThat(verdict(6, 7))
                .isEqualTo(new GateVerdict.Waits("the agent on this node has applied revision 6 of 7"));
        assertThat(GateVerdict.of(Optional.empty(), 7))
                .isEqualTo(new GateVerdict.Waits("the agent on this node has not reported yet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NoSpace", "ReadOnly", "PermissionDenied", "WriteFailed", "WrongOwner", "SomethingNew"})
    void aFileThatTheNodeLacksHoldsIt(String reason) {
        assertThat(verdict(9, 7, failure("a.json", reason)))
                .isEqualTo(new GateVerdict.Held(
                        "files of profiles are missing on this node: a.json (" + reason + ": it happened)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"KernelTooOld", "BadDigest", "MalformedRendition"})
    void aFileThatNoWaitingBringsDoesNot(String reason) {
        GateVerdict verdict = verdict(9, 7, failure("a.json", reason));
        assertThat(verdict).isInstanceOf(GateVerdict.Opens.class);
        assertThat(verdict.message())
                .endsWith("but those that no waiting brings: a.json (" + reason + ": it happened)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Orphaned", "RemoveFailed"})
    void aFileThatNobodyAskedForDoesNot(String reason) {
        assertThat(verdict(9, 7, failure("a.json", reason)))
                .isEqualTo(new GateVerdict.Opens("the files of all profiles are on this node"));
    }

    @Test
    void failuresThatAreNotListedHoldItWhileTheyHoldTheRevisionBack() {
        List<FileFailure> listed = Collections.nCopies(32, failure("a.json", "KernelTooOld"));
        assertThat(GateVerdict.of(Optional.of(report(status(UID, 6, 40, listed))), 7))
                .isInstanceOf(GateVerdict.Held.class)
                .extracting(GateVerdict::message)
                .asString()
                .contains("more than its agent can name", "and 29 more");
        assertThat(GateVerdict.of(Optional.of(report(status(UID, 7, 40, listed))), 7))
                .isInstanceOf(GateVerdict.Opens.class);
    }

    @Test
    void filesOfPoolsAreWaitedForUntilTheAgentHasActedOnTheNodesLabels() {
        assertThat(verdict(null, pool(null, 3))).isInstanceOf(GateVerdict.Waits.class);
        NodeSyncSpec labels = new NodeSyncSpec(Map.of("pool", "gpu"), null, null);
        assertThat(verdict(labels, null)).isInstanceOf(GateVerdict.Waits.class);
        assertThat(verdict(labels, pool(1L, null))).isInstanceOf(GateVerdict.Waits.class);
        assertThat(verdict(labels, pool(2L, 1))).isInstanceOf(GateVerdict.Waits.class);
        assertThat(verdict(labels, pool(2L, null))).isInstanceOf(GateVerdict.Opens.class);
        assertThat(verdict(null, null)).isInstanceOf(GateVerdict.Opens.class);
    }

    @Test
    void onlyAReportOfThisNodeCounts() {
        assertThat(about(report(UID, UID))).isPresent();
        assertThat(about(report("old", "old"))).isEmpty();
        // The new Node's agent has taken the object over, and said nothing yet.
        assertThat(about(report(UID, "old"))).isEmpty();
        assertThat(about(report("old", UID))).isEmpty();
        assertThat(about(report(UID, null))).isEmpty();
        assertThat(GateVerdict.about(UID, Optional.empty())).isEmpty();
        NodeSync silent = report(UID, UID);
        silent.setStatus(null);
        assertThat(about(silent)).isEmpty();
    }

    private static Optional<NodeSync> about(NodeSync report) {
        return GateVerdict.about(UID, Optional.of(report));
    }

    private static NodeSync report(String owner, @Nullable String nodeUid) {
        NodeSync report = report(status(nodeUid, 7, 0, List.of()));
        report.setMetadata(new ObjectMetaBuilder()
                .withName("node")
                .addNewOwnerReference()
                .withKind("Node")
                .withName("node")
                .withUid(owner)
                .endOwnerReference()
                .build());
        return report;
    }

    private static NodeSync report(NodeSyncStatus status) {
        NodeSync report = new NodeSync();
        report.setMetadata(
                new ObjectMetaBuilder().withName("node").withGeneration(2L).build());
        report.setStatus(status);
        return report;
    }

    private static NodePoolStatus pool(@Nullable Long generation, @Nullable Integer awaiting) {
        return new NodePoolStatus(generation, awaiting, null);
    }

    private static GateVerdict verdict(@Nullable NodeSyncSpec spec, @Nullable NodePoolStatus pool) {
        NodeSync report = report(new NodeSyncStatus(9, 3, 0, null, null, null, null, null, null, UID, null, pool));
        report.setSpec(spec);
        return GateVerdict.of(Optional.of(report), 7);
    }

    private static GateVerdict verdict(long applied, long target, FileFailure... failures) {
        return GateVerdict.of(Optional.of(report(status(UID, applied, failures.length, List.of(failures)))), target);
    }

    private static NodeSyncStatus status(
            @Nullable String nodeUid, long applied, int failed, List<FileFailure> failures) {
        return new NodeSyncStatus(applied, 3, failed, failures, null, null, null, null, null, nodeUid);
    }

    private static FileFailure failure(String file, String reason) {
        return new FileFailure(file, reason, "it happened");
    }
}
