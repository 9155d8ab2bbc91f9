package dev.portcullis.cli.status;

import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.cli.fleet.FleetObject.Standing;
import dev.portcullis.cli.report.Console;
import dev.portcullis.cli.report.Paint;
import dev.portcullis.cli.report.PaintedTable;
import dev.portcullis.cli.report.PaintedTable.Cell;
import dev.portcullis.cli.report.Report;
import dev.portcullis.cli.report.Terminal;
import dev.portcullis.cli.status.FleetSummary.Tally;
import dev.portcullis.rendition.Kind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** The fleet at a glance, for people: as many lines as fit the terminal. */
final class FleetSummaryText {

    /** The lines around the two lists, and the next prompt. */
    private static final int FRAME = 17;

    private static final int USUAL_ROWS = 10;
    private static final int FEWEST_ROWS = 3;

    private final FleetSummary fleet;
    private final Ansi ansi;
    private final int width;
    private final StringBuilder text = new StringBuilder();

    private FleetSummaryText(FleetSummary fleet, Ansi ansi, int width) {
        this.fleet = fleet;
        this.ansi = ansi;
        this.width = width;
    }

    /**
     * The text.
     *
     * @param all whether everything that is not ready is listed, however much it is
     */
    static String of(FleetSummary fleet, Ansi ansi, Terminal terminal, boolean all) {
        FleetSummaryText writer = new FleetSummaryText(fleet, ansi, terminal.width());
        int rows = all ? Integer.MAX_VALUE : terminal.interactive() ? terminal.height() - FRAME : 2 * USUAL_ROWS;
        int ofObjects = share(rows, fleet.unready().size(), fleet.lacking().size());
        writer.totals();
        writer.remarks();
        writer.objects(ofObjects);
        writer.nodes(
                all
                        ? rows
                        : Math.max(
                                FEWEST_ROWS,
                                rows - Math.min(ofObjects, fleet.unready().size())));
        return writer.text.toString();
    }

    /** The lines for the first of two lists: half of them, and what the second does not need. */
    private static int share(int rows, int first, int second) {
        return rows == Integer.MAX_VALUE || first + second <= rows
                ? rows
                : Math.max(FEWEST_ROWS, Math.max(rows / 2, rows - second));
    }

    private void totals() {
        PaintedTable table = PaintedTable.of("", "TOTAL", "READY", "WAITING", "FAILED");
        total(table, "SeccompProfiles", of(Kind.SECCOMP_PROFILE));
        total(table, "CapabilityPolicies", of(Kind.CAPABILITY_POLICY));
        total(table, "SyscallBlocks", of(Kind.SYSCALL_BLOCK));
        total(table, "ProfileObservations", of(Kind.PROFILE_OBSERVATION));
        total(table, "nodes", fleet.nodes());
        text.append(table.text("", ansi, width));
    }

    private Tally of(Kind kind) {
        return Objects.requireNonNull(fleet.kinds().get(kind));
    }

    private static void total(PaintedTable table, String name, Tally tally) {
        table.row(
                new Cell(name, Paint.STRONG),
                PaintedTable.cell(tally.total()),
                new Cell(Integer.toString(tally.ready()), tally.ready() == 0 ? Paint.PLAIN : Paint.GOOD),
                new Cell(Integer.toString(tally.waiting()), tally.waiting() == 0 ? Paint.PLAIN : Paint.WAITING),
                new Cell(Integer.toString(tally.failed()), tally.failed() == 0 ? Paint.PLAIN : Paint.BAD));
    }

    private void remarks() {
        line("agents: "
                + (fleet.versions().isEmpty()
                        ? "none has reported"
                        : fleet.versions().entrySet().stream()
                                .map(version -> version.getKey() + " on " + Report.counted(version.getValue(), "node"))
                                .collect(Collectors.joining(", "))));
        if (!fleet.agentsKnown()) {
            line("whether agents run is not known: you may not list pods in their namespace");
        }
        if (fleet.repaired() > 0) {
            line("repaired: " + Report.counted(fleet.repaired(), "file") + " that somebody changed, on "
                    + Report.counted(fleet.repairers(), "node"));
        }
        fleet.exposed()
                .forEach((block, count) -> line("exposed: " + Report.counted(count, "container") + " that SyscallBlock "
                        + block + " does not reach: portcullis exposed " + block));
    }

    private void objects(int rows) {
        PaintedTable table = PaintedTable.of("OBJECT", "REASON", "NODES", "WHY");
        list(
                fleet.unready(),
                rows,
                object -> table.row(
                        PaintedTable.cell(object.word()),
                        new Cell(object.reason(), paint(object.standing())),
                        PaintedTable.cell(object.nodes()),
                        PaintedTable.cell(object.message())),
                table,
                FleetObject::reason);
    }

    private void nodes(int rows) {
        PaintedTable table = PaintedTable.of("NODE", "STATE", "FILES", "WHY");
        list(
                fleet.lacking(),
                rows,
                node -> table.row(
                        PaintedTable.cell(node.node()),
                        new Cell(node.state().word(), paint(node.state().standing())),
                        PaintedTable.cell(
                                node.report() == null ? "-" : node.report().files()),
                        PaintedTable.cell(node.why())),
                table,
                node -> node.state().word());
    }

    /** The first ones in a table, and beneath it how many more there are for which reason. */
    private <T> void list(List<T> all, int rows, Consumer<T> row, PaintedTable table, Function<T, String> reason) {
        if (all.isEmpty()) {
            return;
        }
        all.stream().limit(rows).forEach(row);
        text.append('\n').append(table.text("", ansi, width));
        if (all.size() > rows) {
            Map<String, Long> more =
                    all.stream().skip(rows).collect(Collectors.groupingBy(reason, TreeMap::new, Collectors.counting()));
            line("and " + (all.size() - rows) + " more: "
                    + more.entrySet().stream()
                            .map(one -> one.getValue() + " " + one.getKey())
                            .collect(Collectors.joining(", "))
                    + " (--all lists them)");
        }
    }

    private void line(String words) {
        text.append(Console.oneLine(words)).append('\n');
    }

    private static Paint paint(Standing standing) {
        return switch (standing) {
            case READY -> Paint.GOOD;
            case WAITING -> Paint.WAITING;
            case FAILED -> Paint.BAD;
        };
    }
}
