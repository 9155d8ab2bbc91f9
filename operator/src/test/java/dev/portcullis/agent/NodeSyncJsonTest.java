package dev.portcullis.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.Attestation;
import dev.portcullis.api.FileFailure;
import dev.portcullis.api.FileRevision;
import dev.portcullis.api.NodePoolStatus;
import dev.portcullis.api.NodeSync;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.stream.JsonTokens;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    void aHistoryIsWrittenAndReadAgain() throws IOException {
        List<Attestation> history =
                List.of(new Attestation(7, "2026-11-29T11:50:15Z"), new Attestation(9, "2026-11-29T11:50:16Z"));
        NodeSyncStatus status = new NodeSyncStatus(9, 0, 0, null, null, null, null, null, null, NODE.uid());
        assertStatus(status.attesting(history));
        assertThat(read(status.attesting(history), NODE)).isEqualTo(history);
        assertThat(read(status, NODE)).isEmpty();
    }

    @Test
    void whatAnEarlierNodeOfThisNameAttestedToSaysNothingOfThisDisk() throws IOException {
        NodeSyncStatus status = new NodeSyncStatus(9, 0, 0, null, null, null, null, null, null, NODE.uid())
                .attesting(List.of(new Attestation(7, "2026-11-29T11:50:15Z")));
        assertThat(read(status, new NodeIdentity("node-1", "other"))).isEmpty();
        assertThat(NodeSyncJson.attested(JsonTokens.parser(new ByteArrayInputStream("{}".getBytes(UTF_8))), NODE))
                .isEmpty();
    }

    private static List<Attestation> read(NodeSyncStatus status, NodeIdentity node) throws IOException {
        byte[] json = NodeSyncJson.ofStatus(NODE, status).getBytes(UTF_8);
        return NodeSyncJson.attested(JsonTokens.parser(new ByteArrayInputStream(json)), node);
    }

    @Test
    void whatBecameOfNodeSelectorsIsWritten() throws IOException {
        NodeSyncStatus status = new NodeSyncStatus(9, 0, 0, null, null, null, null, null, null, NODE.uid());
        assertStatus(status.inPool(new NodePoolStatus(3L, 2, List.of(new FileRevision("a.json", 7)))));
        assertStatus(status.inPool(new NodePoolStatus(null, null, null)));
    }

    @Test
    void theOperatorsOrdersAreRead() throws IOException {
        assertThat(orders("""
                {"metadata": {"name": "node-1", "generation": 4},
                 "spec": {"nodeLabels": {"pool": "gpu"}, "missingLabels": ["zone"],
                          "released": [{"file": "a.json", "revision": 7}]}, "status": {}}
                """))
                .isEqualTo(
                        new NodeOrders(4, new NodeLabels(Map.of("pool", "gpu"), Set.of("zone")), Map.of("a.json", 7L)));
        assertThat(orders("{\"metadata\": {\"generation\": 4}}")).isEqualTo(NodeOrders.NONE);
        assertThat(orders("{\"metadata\": {\"generation\": 4}, \"spec\": {}}")).isEqualTo(NodeOrders.NONE);
    }

    private static NodeOrders orders(String json) throws IOException {
        JsonParser parser = JsonTokens.parser(new ByteArrayInputStream(json.getBytes(UTF_8)));
        parser.nextToken();
        return NodeSyncJson.orders(parser);
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
