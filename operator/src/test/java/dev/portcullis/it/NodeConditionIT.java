package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.api.SeccompProfileStatus;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Component;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.cluster.GatedNodes;
import dev.portcullis.cluster.Obstacle;
import dev.portcullis.machine.Deadline;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The operator, with the rights of the shipped component, sets its condition on nodes once their agent has caught up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeConditionIT {

    private static final String PROFILE = "condition";
    private static final List<String> SYSCALLS = List.of("write", "close", "lseek");

    private final GatedNodes nodes = new GatedNodes(Cluster.shared().admin());
    private Component component;
    private Fleet fleet;

    @BeforeAll
    void start(@TempDir Path home) {
        component = Component.apply("node-gate/condition");
        fleet = Fleet.start(home, "condition", 1, "--node-gate-condition", "true");
        fleet.awaitSynced(fleet.apply(PROFILE, "read"), 1);
    }

    @AfterAll
    void end() {
        fleet.close();
        component.close();
    }

    @Test
    void everyNodeGetsItOnceAndNoChangeWritesItAgain() {
        fleet.ready(1, "True");
        await("the condition").atMost(Deadline.ROLLOUT).until(() -> isReady(1));
        NodeCondition condition = nodes.condition(fleet.node(1)).orElseThrow();
        assertThat(condition.getReason()).isEqualTo("FilesWritten");
        assertThat(condition.getMessage()).isEqualTo("the files of all profiles are on this node");
        for (int i = 0; i < 3; i++) {
            long generation =
                    fleet.apply(PROFILE, SYSCALLS.get(i)).getMetadata().getGeneration();
            await("the change").atMost(Deadline.ROLLOUT).untilAsserted(() -> {
                SeccompProfileStatus status = fleet.status(PROFILE);
                assertThat(status.observedGeneration()).isEqualTo(generation);
                assertThat(fleet.digest(1, PROFILE)).isEqualTo(status.sha256());
            });
        }
        // Another node's condition comes after all of that.
        nodes.create(fleet.node(2));
        fleet.join(2);
        await("the other condition").atMost(Deadline.ROLLOUT).until(() -> isReady(2));
        assertThat(nodes.condition(fleet.node(1))).contains(condition);
        assertThat(nodes.named(fleet.node(1)).require().getStatus().getConditions())
                .anySatisfy(other -> assertThat(other.getType()).isEqualTo("Ready"));
    }

    @Test
    void aFileThatFailsMakesItFalseUntilItIsWrittenAndTaintsAreLeftAlone() throws IOException {
        nodes.create(fleet.node(3), GatedNodes.TAINT);
        Obstacle obstacle = Obstacle.at(fleet.file(3, PROFILE));
        fleet.join(3);
        await("the condition").atMost(Deadline.ROLLOUT).until(() -> nodes.readiness(fleet.node(3))
                .equals(Optional.of("False")));
        NodeCondition condition = nodes.condition(fleet.node(3)).orElseThrow();
        assertThat(condition.getReason()).isEqualTo("FilesMissing");
        assertThat(condition.getMessage()).contains(PROFILE + ".json");
        obstacle.remove();
        await("the condition").atMost(Deadline.ROLLOUT).until(() -> isReady(3));
        assertThat(nodes.taints(fleet.node(3))).contains(GatedNodes.TAINT);
    }

    private boolean isReady(int node) {
        return nodes.readiness(fleet.node(node)).equals(Optional.of("True"));
    }
}
