package dev.portcullis.cli.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.cli.fleet.FileAdvice;
import dev.portcullis.cli.fleet.FleetObject.Standing;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Paint;
import dev.portcullis.cli.report.PaintedTable;
import dev.portcullis.cli.report.PaintedTable.Cell;
import dev.portcullis.cli.report.Terminal;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Help.Ansi;

/** The files of a node, for people and for scripts. */
final class NodeInventoryText {

    private static final int USUAL_ROWS = 20;
    private static final int FRAME = 12;

    private NodeInventoryText() {}

    static String of(NodeInventory node, Ansi ansi, Terminal terminal, boolean all) {
        StringBuilder text = new StringBuilder();
        Paint paint = node.state().state().standing() == Standing.READY ? Paint.GOOD : Paint.BAD;
        text.append(Paint.STRONG.on(Console.oneLine(node.state().node()), ansi))
                .append(": ")
                .append(paint.on(node.state().state().word(), ansi))
                .append(
                        node.state().why().isEmpty()
                                ? ""
                                : ", " + Console.oneLine(node.state().why()))
                .append('\n');
        NodeSyncStatus report = node.report();
        if (report != null) {
            text.append(Console.oneLine(report.files() + " files, " + report.failed() + " failed; up to revision "
                            + report.appliedRevision() + "; repaired "
                            + Objects.requireNonNullElse(report.repaired(), 0L)
                            + (report.lastRepairTime() == null ? "" : ", the last at " + report.lastRepairTime())))
                    .append('\n');
            text.append(Console.oneLine("agent " + report.agentVersion() + ", kernel " + report.kernelVersion() + ", "
                            + report.architecture()))
                    .append('\n');
        }
        int rows = all ? Integer.MAX_VALUE : terminal.interactive() ? terminal.height() - FRAME : USUAL_ROWS;
        table(node.entries(), rows, ansi, terminal, text);
        node.entries().stream()
                .filter(entry -> !entry.message().isEmpty() && !entry.state().equals("Unknown"))
                .map(NodeInventory.Entry::state)
                .distinct()
                .forEach(reason -> text.append(reason)
                        .append(": ")
                        .append(FileAdvice.of(reason))
                        .append('\n'));
        return text.toString();
    }

    private static void table(
            List<NodeInventory.Entry> entries, int rows, Ansi ansi, Terminal terminal, StringBuilder text) {
        if (entries.isEmpty()) {
            return;
        }
        PaintedTable table = PaintedTable.of("FILE", "STATE", "SINCE", "WHY");
        entries.stream()
                .limit(rows)
                .forEach(entry -> table.row(
                        PaintedTable.cell(entry.file()),
                        new Cell(entry.state(), paint(entry)),
                        PaintedTable.cell(entry.since().isEmpty() ? "-" : entry.since()),
                        PaintedTable.cell(entry.message())));
        text.append('\n').append(table.text("", ansi, terminal.width()));
        if (entries.size() > rows) {
            text.append("and ").append(entries.size() - rows).append(" more (--all lists them)\n");
        }
    }

    private static Paint paint(NodeInventory.Entry entry) {
        return switch (entry.state()) {
            case "Present" -> Paint.GOOD;
            case "NotYet", "Unknown" -> Paint.WAITING;
            default -> Paint.BAD;
        };
    }

    static ObjectNode json(NodeInventory node) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", node.state().node());
        json.put("state", node.state().state().word());
        json.put("message", node.state().why());
        NodeSyncStatus report = node.report();
        if (report != null) {
            json.put("files", report.files());
            json.put("failed", report.failed());
            json.put("appliedRevision", report.appliedRevision());
            json.put("repaired", Objects.requireNonNullElse(report.repaired(), 0L));
            json.put("agentVersion", report.agentVersion());
            json.put("kernelVersion", report.kernelVersion());
            json.put("architecture", report.architecture());
        }
        ArrayNode files = json.putArray("entries");
        node.entries().forEach(entry -> {
            ObjectNode file = files.addObject();
            file.put("file", entry.file());
            if (entry.object() != null) {
                file.put("kind", entry.object().subject().kind().label());
                file.put("object", entry.object().subject().name());
            }
            file.put("state", entry.state());
            if (!entry.since().isEmpty()) {
                file.put("since", entry.since());
            }
            if (!entry.message().isEmpty()) {
                file.put("message", entry.message());
            }
        });
        return json;
    }
}
