package dev.portcullis.cli.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/** The exposed containers for scripts. */
final class StillExposedJson {

    private StillExposedJson() {}

    static ObjectNode of(StillExposed exposed) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("block", exposed.block());
        object.put("exposed", exposed.containers().size());
        object.put("exempt", exposed.exempt());
        ArrayNode containers = object.putArray("containers");
        for (StillExposed.One one : exposed.containers()) {
            ObjectNode container = containers.addObject();
            container.put("namespace", one.container().namespace());
            container.put("pod", one.container().pod());
            container.put("container", one.container().container());
            container.put("node", one.container().node());
            container.put("startedAt", Objects.toString(one.container().startedAt(), null));
            container.put("reason", one.exposed().reason().word());
            container.put("why", one.exposed().words());
            container.put("restart", one.remedy().command());
            container.put("note", one.remedy().note());
        }
        return object;
    }
}
