package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Component;
import dev.portcullis.cluster.Events;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.GatedNodes;
import dev.portcullis.cluster.Obstacle;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The operator, with the rights of the shipped component, takes its taint off nodes once their agent has caught up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeGateIT {

    private static final String BEFORE = "example.com/before";
    private static final String AFTER = "example.com/after";
    private static final String PROFILE = "gate";

    private final GatedNodes nodes = new GatedNodes(Cluster.shared().admin());
    private Component component;
    private Fleet fleet;

    @BeforeAll
    void start(@TempDir Path home) {
        component = Component.apply("node-gate/taint");
        fleet = Fleet.start(home, "gate", 1, "--node-gate-taint", "true");
        fleet.awaitSynced(fleet.apply(PROFILE, "read"), 1);
    }

    @AfterAll
    void end() {
        fleet.close();
        component.close();
    }

    @Test
    void onlyOurTaintsGoAndNotBeforeTheFilesAreThere() throws Exception {
        nodes.create(fleet.node(2), BEFORE, GatedNodes.TAINT, AFTER, GatedNodes.AUTOSCALER_TAINT);
        await("the gate to be seen")
                .atMost(Deadline.STEP)
                .until(() -> fleet.operator().metrics().contains("portcullis_operator_nodes_gated 1.0"));
        assertThat(nodes.taints(fleet.node(2)))
                .containsExactly(BEFORE, GatedNodes.TAINT, AFTER, GatedNodes.AUTOSCALER_TAINT);

        fleet.join(2);
        await("the taint to go").atMost(Deadline.ROLLOUT).until(() -> isOpen(2));
        assertThat(fleet.file(2, PROFILE)).exists();
        assertThat(nodes.taints(fleet.node(2))).containsExactly(BEFORE, AFTER);
        await("no gate to be left")
                .atMost(Deadline.STEP)
                .until(() -> fleet.operator().metrics().contains("portcullis_operator_nodes_gated 0.0"));
    }

    @Test
    void aFileThatFailsHoldsTheGateAndIsToldUntilItIsWritten() throws IOException {
        nodes.create(fleet.node(3), GatedNodes.TAINT);
        Obstacle obstacle = Obstacle.at(fleet.file(3, PROFILE));
        fleet.join(3);
        await("the Event").atMost(Deadline.ROLLOUT).untilAsserted(() -> assertThat(
                        Events.about(fleet.node(3), "FilesMissing"))
                .anySatisfy(event -> {
                    assertThat(event.getMessage())
                            .startsWith("no pods may come to this node: files of profiles are missing")
                            .contains(PROFILE + ".json");
                    assertThat(event.getInvolvedObject().getKind()).isEqualTo("Node");
                    assertThat(event.getInvolvedObject().getUid())
                            .isEqualTo(nodes.named(fleet.node(3))
                                    .require()
                                    .getMetadata()
                                    .getUid());
                }));
        assertThat(isOpen(3)).isFalse();
        assertThat(fleet.operator().log()).contains("no pods may come to this node");

        obstacle.remove();
        await("the taint to go").atMost(Deadline.ROLLOUT).until(() -> isOpen(3));
        assertThat(fleet.file(3, PROFILE)).isRegularFile();
    }

    @Test
    void whatWasSaidOfAnEarlierNodeOfThisNameOpensNothing() {
        Node node = nodes.create(fleet.node(4), GatedNodes.TAINT);
        // As the new Node's agent leaves it when it has taken the object over and not reported yet.
        NodeSync inherited = new NodeSync();
        inherited.setMetadata(new ObjectMetaBuilder()
                .withName(fleet.node(4))
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(fleet.node(4))
                .withUid(node.getMetadata().getUid())
                .endOwnerReference()
                .build());
        Cluster.shared().admin().resource(inherited).create();
        inherited.setStatus(
                new NodeSyncStatus(Long.MAX_VALUE, 1, 0, null, null, null, null, null, null, "of-an-earlier-node"));
        Cluster.shared().admin().resource(inherited).patchStatus();

        // A node that reports after it, and is let in, shows that the operator has seen the former.
        nodes.create(fleet.node(5), GatedNodes.TAINT);
        fleet.join(5);
        await("the other taint to go").atMost(Deadline.ROLLOUT).until(() -> isOpen(5));
        assertThat(isOpen(4)).isFalse();

        fleet.join(4);
        await("the taint to go").atMost(Deadline.ROLLOUT).until(() -> isOpen(4));
        assertThat(fleet.file(4, PROFILE)).exists();
    }

    @Test
    void aNodeThatIsMadeAnewUnderItsNameStartsOver() throws IOException {
        nodes.create(fleet.node(6), GatedNodes.TAINT);
        fleet.join(6);
        await("the taint to go").atMost(Deadline.ROLLOUT).until(() -> isOpen(6));
        fleet.agent(6).kill();
        Cluster.shared().removeAgent(fleet.node(6));
        nodes.named(fleet.node(6)).delete();
        Files.delete(fleet.file(6, PROFILE));

        nodes.create(fleet.node(6), GatedNodes.TAINT);
        fleet.join(6);
        await("the taint to go").atMost(Deadline.ROLLOUT).until(() -> isOpen(6));
        assertThat(fleet.file(6, PROFILE)).exists();
    }

    @Test
    void othersMayChangeTaintsMeanwhileAndLoseNothing() {
        List<String> theirs = new ArrayList<>();
        nodes.create(fleet.node(7), BEFORE, GatedNodes.TAINT);
        fleet.join(7);
        // Each shifts the others' places, before the operator's patch arrives or after it.
        for (int i = 0; !isOpen(7) || i < 40; i++) {
            String taint = "example.com/added-" + i;
            change(7, taints -> taints.addFirst(GatedNodes.taint(taint)));
            theirs.addFirst(taint);
            if (i % 3 == 2) {
                String gone = theirs.removeLast();
                change(7, taints -> taints.removeIf(one -> one.getKey().equals(gone)));
            }
            if (i > 5_000) {
                throw new AssertionError("the gate did not open");
            }
        }
        theirs.add(BEFORE);
        assertThat(nodes.taints(fleet.node(7))).containsExactlyElementsOf(theirs);
    }

    @Test
    void anOperatorThatWasAwayOpensTheGateOfANodeThatCameMeanwhile() {
        fleet.operator().kill();
        try {
            nodes.create(fleet.node(8), GatedNodes.TAINT);
            fleet.join(8).awaitReady();
            await("the report").atMost(Deadline.ROLLOUT).until(() -> fleet.findReport(8)
                    .filter(report -> report.nodeUid() != null)
                    .isPresent());
            assertThat(isOpen(8)).isFalse();
        } finally {
            fleet.operator().restart();
        }
        await("the taint to go").atMost(Deadline.ROLLOUT).until(() -> isOpen(8));
        assertThat(fleet.file(8, PROFILE)).exists();
    }

    @Test
    void anOpenGateIsNeverClosedAgainAndOtherNodesAreNotTouched() throws IOException {
        String version = nodes.named(fleet.node(1)).require().getMetadata().getResourceVersion();
        nodes.create(fleet.node(9), GatedNodes.TAINT);
        fleet.join(9);
        await("the taint to go").atMost(Deadline.ROLLOUT).until(() -> isOpen(9));
        String late = "gate-late";
        Obstacle obstacle = Obstacle.at(fleet.file(9, late));
        fleet.apply(late, "read");
        await("the failure")
                .atMost(Deadline.ROLLOUT)
                .until(() -> fleet.report(9).failed() == 1);
        // A node after it shows that the operator has seen the failure.
        nodes.create(fleet.node(10), GatedNodes.TAINT);
        fleet.join(10);
        await("the next node's taint to go").atMost(Deadline.ROLLOUT).until(() -> isOpen(10));
        assertThat(isOpen(9)).isTrue();
        assertThat(Events.about(fleet.node(9), "FilesMissing")).isEmpty();
        assertThat(nodes.named(fleet.node(1)).require().getMetadata().getResourceVersion())
                .isEqualTo(version);
        assertThat(nodes.readiness(fleet.node(9))).isEmpty();
        obstacle.remove();
    }

    private boolean isOpen(int node) {
        return nodes.taints(fleet.node(node)).stream()
                .noneMatch(List.of(GatedNodes.TAINT, GatedNodes.AUTOSCALER_TAINT)::contains);
    }

    /** As a careful controller does: it writes the whole list, and reads it again when somebody was faster. */
    private void change(int node, Consumer<List<Taint>> change) {
        await("a change without a conflict").atMost(Deadline.STEP).until(() -> {
            Node now = nodes.named(fleet.node(node)).require();
            List<Taint> taints = new ArrayList<>(now.getSpec().getTaints());
            change.accept(taints);
            try {
                Cluster.shared()
                        .admin()
                        .resource(new NodeBuilder(now)
                                .editSpec()
                                .withTaints(taints)
                                .endSpec()
                                .build())
                        .update();
                return true;
            } catch (KubernetesClientException e) {
                return false;
            }
        });
    }
}
