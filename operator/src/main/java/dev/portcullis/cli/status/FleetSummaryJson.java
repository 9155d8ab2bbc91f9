package dev.portcullis.cli.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.api.NodeCounts;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.cli.fleet.NodeState;
import dev.portcullis.cli.status.FleetSummary.Tally;
import java.util.Locale;

/** The fleet at a glance, for scripts: everything that is not ready is listed. */
final class FleetSummaryJson {

    private FleetSummaryJson() {}

    static ObjectNode of(FleetSummary fleet) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("fine", fleet.isFine());
        ObjectNode objects = json.putObject("objects");
        fleet.kinds().forEach((kind, tally) -> objects.set(kind.label(), tally(tally)));
        ArrayNode unready = json.putArray("notReady");
        fleet.unready().forEach(object -> unready.add(object(object)));
        ObjectNode nodes = tally(fleet.nodes());
        json.set("nodes", nodes);
        nodes.put("agentsKnown", fleet.agentsKnown());
        ArrayNode lacking = nodes.putArray("notSynced");
        fleet.lacking().forEach(node -> lacking.add(node(node)));
        ObjectNode versions = json.putObject("agentVersions");
        fleet.versions().forEach(versions::put);
        json.put("repairedFiles", fleet.repaired());
        ObjectNode exposed = json.putObject("exposedContainers");
        fleet.exposed().forEach(exposed::put);
        return json;
    }

    private static ObjectNode tally(Tally tally) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("total", tally.total())
                .put("ready", tally.ready())
                .put("waiting", tally.waiting())
                .put("failed", tally.failed());
    }

    private static ObjectNode object(FleetObject object) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kind", object.subject().kind().label());
        json.put("name", object.subject().name());
        json.put("standing", object.standing().name().toLowerCase(Locale.ROOT));
        json.put("reason", object.reason());
        json.put("message", object.message());
        NodeCounts nodes = object.status().nodes();
        if (nodes != null) {
            json.putObject("nodes")
                    .put("desired", nodes.desired())
                    .put("synced", nodes.synced())
                    .put("failed", nodes.failed())
                    .put("unavailable", nodes.unavailable());
        }
        return json;
    }

    private static ObjectNode node(NodeState node) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", node.node());
        json.put("state", node.state().word());
        json.put("message", node.why());
        NodeSyncStatus report = node.report();
        if (report != null) {
            json.put("files", report.files());
            json.put("failedFiles", report.failed());
            json.put("appliedRevision", report.appliedRevision());
            ArrayNode failures = json.putArray("failures");
            report.listedFailures().forEach(failure -> failures.addObject()
                    .put("file", failure.file())
                    .put("reason", failure.reason())
                    .put("message", failure.message()));
        }
        return json;
    }
}
