package dev.portcullis.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.machine.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was measured: said at once, as a table at the end, and as JSON. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** What one of those measured has in a row; other load on the machine changes it. */
    private record Cell(Samples samples, double load) {}

    private final RowTable table;
    private final List<String> names;
    private final PrintStream progress;
    private final Machine machine = Machine.now();
    private final Map<String, Map<String, Cell>> cells = new LinkedHashMap<>();
    private final Map<String, Samples> floors = new LinkedHashMap<>();

    /**
     * Begins a report.
     *
     * @param names who is measured, ours first
     * @param progress where a line about every row goes as soon as it is measured
     */
    Report(RowTable table, List<String> names, PrintStream progress) {
        this.table = table;
        this.names = List.copyOf(names);
        this.progress = progress;
    }

    RowTable table() {
        return table;
    }

    void add(String name, Map<String, Samples> samples) {
        samples.forEach((row, values) -> add(name, row, values));
    }

    void add(String name, String id, Samples samples) {
        Row row = table.row(id);
        Cell cell = new Cell(samples, Machine.currentLoad());
        cells.computeIfAbsent(id, key -> new LinkedHashMap<>()).put(name, cell);
        progress.printf(
                Locale.ROOT,
                "%-30s %-28s %s  (n=%d, load %.1f)%n",
                id,
                name,
                text(samples) + " " + row.unit() + mark(row, name, samples),
                samples.count(),
                cell.load);
    }

    /** Notes what the API server, or the machine, takes alone for what the row cannot avoid. */
    void floor(String id, Samples samples) {
        floors.put(table.row(id).id(), samples);
    }

    void floors(Map<String, Samples> samples) {
        samples.forEach(this::floor);
    }

    /** Prints everything so far. */
    void print(PrintStream out) {
        String format = "%-30s %-7s %10s %10s %-14s %-7s %9s" + " %22s".repeat(names.size() - 1) + " %4s %5s%n";
        out.printf(format, line("row", "unit", names.getFirst(), "p90", "target", "", "floor", names, "n", "load"));
        for (Row row : table.rows()) {
            Map<String, Cell> of = cells.getOrDefault(row.id(), Map.of());
            Cell ours = of.get(names.getFirst());
            if (!of.isEmpty()) {
                out.printf(
                        format,
                        line(
                                row.id(),
                                row.unit(),
                                text(ours),
                                ours == null ? "" : Figures.of(ours.samples.percentile(90)),
                                row.targetText().orElse(""),
                                ours != null && row.isMissedBy(ours.samples) ? "MISSED" : "",
                                Optional.ofNullable(floors.get(row.id()))
                                        .map(Report::text)
                                        .orElse(""),
                                names.stream().map(name -> text(of.get(name))).toList(),
                                ours == null ? "" : ours.samples.count() + "",
                                ours == null ? "" : String.format(Locale.ROOT, "%.1f", ours.load)));
            }
        }
    }

    void write(Path file) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.set("machine", JSON.valueToTree(machine));
        root.put("loadAtTheEnd", Machine.currentLoad());
        ArrayNode rows = root.putArray("rows");
        for (Row row : table.rows()) {
            Map<String, Cell> of = cells.getOrDefault(row.id(), Map.of());
            if (!of.isEmpty()) {
                rows.add(json(row, of));
            }
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        JSON.writeValue(file.toFile(), root);
    }

    private ObjectNode json(Row row, Map<String, Cell> of) {
        ObjectNode json = JSON.createObjectNode();
        json.put("row", row.id()).put("unit", row.unit()).put("meaning", row.meaning());
        json.put("target", row.target()).put("targetOfP90", row.targetOfP90());
        Optional.ofNullable(floors.get(row.id())).ifPresent(floor -> json.set("floor", json(floor)));
        ObjectNode figures = json.putObject("figures");
        of.forEach((name, cell) -> figures.set(name, json(cell.samples).put("load", cell.load)));
        Cell ours = of.get(names.getFirst());
        if (ours != null && row.target() != null) {
            json.put("missed", row.isMissedBy(ours.samples));
        }
        return json;
    }

    private static ObjectNode json(Samples samples) {
        return JSON.createObjectNode()
                .put("n", samples.count())
                .put("median", samples.median())
                .put("p90", samples.percentile(90))
                .put("min", samples.min())
                .put("max", samples.max())
                .put("unfinished", samples.isUnfinished());
    }

    /** The cells of a line: those that are ours, then a column for each other one, then how it was measured. */
    private Object[] line(
            String row,
            String unit,
            String ours,
            String p90,
            String target,
            String mark,
            String floor,
            List<String> all,
            String count,
            String load) {
        List<String> line = new ArrayList<>(List.of(row, unit, ours, p90, target, mark, floor));
        line.addAll(all.subList(1, all.size()));
        line.addAll(List.of(count, load));
        return line.toArray();
    }

    private String mark(Row row, String name, Samples samples) {
        boolean missed = name.equals(names.getFirst()) && row.isMissedBy(samples);
        return row.targetText()
                .map(target -> " of at most " + target + (missed ? " MISSED" : ""))
                .orElse("");
    }

    private static String text(@Nullable Cell cell) {
        return cell == null ? "" : text(cell.samples);
    }

    private static String text(Samples samples) {
        return (samples.isUnfinished() ? "> " : "") + Figures.of(samples.median());
    }
}
