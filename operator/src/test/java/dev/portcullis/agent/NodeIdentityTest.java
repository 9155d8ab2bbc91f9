package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeIdentityTest {

    private static final Map<String, List<String>> BOUND = Map.of(
            "authentication.kubernetes.io/node-name", List.of("node-1"),
            "authentication.kubernetes.io/node-uid", List.of("1234"));

    @Test
    void aBoundTokenNamesItsNode() {
        assertThat(NodeIdentity.of(BOUND, "agent", "node-1")).isEqualTo(new NodeIdentity("node-1", "1234"));
    }

    @Test
    void anotherNodesTokenIsRefused() {
        assertThatThrownBy(() -> NodeIdentity.of(BOUND, "agent", "node-2"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("node-1")
                .hasMessageContaining("node-2");
    }

    @Test
    void aTokenThatIsBoundToNoPodIsRefused() {
        assertThatThrownBy(() -> NodeIdentity.of(Map.of(), "admin", "node-1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bound to a pod");
    }
}
