package dev.portcullis.operator.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The patches of Nodes. Each fails for another Node of the same name, and none touches what others wrote. */
final class NodePatches {

    private static final ObjectMapper JSON = new ObjectMapper();

    private NodePatches() {}

    /**
     * A JSON patch that removes our taints. A list of taints has no keys, so a merge would write the others' too; a test
     * before each removal makes the API server refuse the patch when somebody moved them meanwhile.
     */
    static String withoutTaint(GatedNode node) {
        ArrayNode patch = JSON.createArrayNode();
        test(patch, "/metadata/uid", node.uid());
        // From the end, so that the remaining places stay right.
        for (int i = node.taints().size() - 1; i >= 0; i--) {
            if (GatedNode.isOurs(node.taints().get(i))) {
                test(patch, "/spec/taints/" + i + "/key", node.taints().get(i));
                patch.addObject().put("op", "remove").put("path", "/spec/taints/" + i);
            }
        }
        return text(patch);
    }

    /** A strategic merge patch of the status: conditions are merged by their type. */
    static String condition(GatedNode node, boolean ready, String message, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").put("uid", node.uid());
        ObjectNode condition = patch.putObject("status").putArray("conditions").addObject();
        condition.put("type", GatedNode.CONDITION);
        condition.put("status", ready ? "True" : "False");
        condition.put("reason", ready ? "FilesWritten" : "FilesMissing");
        condition.put("message", message);
        condition.put("lastHeartbeatTime", time);
        if (ready || node.status() == null) {
            condition.put("lastTransitionTime", time);
        }
        return text(patch);
    }

    private static void test(ArrayNode patch, String path, String value) {
        patch.addObject().put("op", "test").put("path", path).put("value", value);
    }

    private static String text(Object patch) {
        try {
            return JSON.writeValueAsString(patch);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
