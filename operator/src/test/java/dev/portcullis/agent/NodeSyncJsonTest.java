package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An agent writes what data binding would make of the same object, as the operator and everybody else reads it. */
class NodeSyncJsonTest {

    private static final NodeIdentity NODE = new NodeIdentity("node-1", "0e3f");

    private final ObjectMapper binding = new ObjectMapper();

    @Test
    void aFullStatusHasEveryField() throws IOException {
        assertStatus(new NodeSyncStatus(
                Long.MAX_VALUE,
                3,
                2,
                List.of(
                        new FileFailure("a.json", "WriteFailed", "no space: \"/\" is full\n\u2028é"),
                        new FileFailure("policies/b.json", "Orphaned", "")),
                7L,
                "2026-11-29T11:50:15Z",
                "arm64",
                "6.1.0",
                "0.1.0",
                NODE.uid()));
    }

    @Test
    void whatIsUnknownIsLeftOut() throws IOException {
        assertStatus(new NodeSyncStatus(0, 0, 0, null, null, null, null, null, null, NODE.uid()));
    }

    @Test
    void anEmptyListOfFailuresIsWritten() throws IOException {
        assertStatus(new NodeSyncStatus(1, 1, 0, List.of(), 0L, null, "amd64", null, null, NODE.uid()));
    }

    @Test
    void theObjectBelongsToItsNode() throws IOException {
        JsonNode expected = binding.readTree("""
                {"apiVersion": "portcullis.dev/v1", "kind": "NodeSync", "metadata": {"name": "node-1",
                  "ownerReferences": [{"apiVersion": "v1", "kind": "Node", "name": "node-1", "uid": "0e3f"}]}}
                """);
        assertThat(binding.readTree(NodeSyncJson.ofOwner(NODE))).isEqualTo(expected);
    }

    private void assertStatus(NodeSyncStatus status) throws IOException {
        NodeSync bound = new NodeSync();
        bound.setMetadata(new ObjectMetaBuilder().withName("node-1").build());
        bound.setStatus(status);
        assertThat(binding.readTree(NodeSyncJson.ofStatus(NODE, status)))
                .isEqualTo(binding.readTree(binding.writeValueAsString(bound)));
    }
}
