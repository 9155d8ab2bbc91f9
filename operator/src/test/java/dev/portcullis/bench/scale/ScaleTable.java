package dev.portcullis.bench.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Costs as lines for people, and how much they grow with nodes and with profiles. */
final class ScaleTable {

    static final String HEAD = String.format(
            "%6s %8s %7s %9s %9s %7s %7s %8s %5s %8s %8s %8s %7s",
            "nodes",
            "profiles",
            "changes",
            "arrived s",
            "told s",
            "writes",
            "reports",
            "statuses",
            "429",
            "API CPU",
            "op. CPU",
            "watch MB",
            "op. MiB");

    private ScaleTable() {}

    static String row(Cost cost) {
        return String.format(
                Locale.ROOT,
                "%6d %8d %7d %9.3f %9.3f %7d %7d %8d %5d %8.2f %8.2f %8.1f %7.0f",
                cost.nodes(),
                cost.profiles(),
                cost.changes(),
                cost.arrived(),
                cost.told(),
                cost.writes(),
                cost.reports(),
                cost.statuses(),
                cost.refused(),
                cost.apiServerCpu(),
                cost.operatorCpu(),
                cost.watchMegabytes(),
                cost.operatorMegabytes());
    }

    /** Each cost beside the first with as many changes of which only nodes, or only profiles, are fewer. */
    static List<String> growth(List<Cost> costs) {
        List<String> lines = new ArrayList<>();
        for (Cost cost : costs) {
            costs.stream()
                    .filter(first -> first.changes() == cost.changes() && first.profiles() == cost.profiles())
                    .findFirst()
                    .filter(first -> first.nodes() < cost.nodes())
                    .ifPresent(first -> lines.add(line("nodes", first.nodes(), cost.nodes(), first, cost)));
            costs.stream()
                    .filter(first -> first.changes() == cost.changes() && first.nodes() == cost.nodes())
                    .findFirst()
                    .filter(first -> first.profiles() < cost.profiles())
                    .ifPresent(first -> lines.add(line("profiles", first.profiles(), cost.profiles(), first, cost)));
        }
        return lines;
    }

    /** A prediction as shares of what was measured. */
    static String beside(Cost predicted, Cost measured) {
        return String.format(
                Locale.ROOT,
                "%d nodes, %d profiles, %d changes, predicted / measured: told %.2f, writes %.2f, API CPU %.2f, operator CPU %.2f, watch %.2f",
                measured.nodes(),
                measured.profiles(),
                measured.changes(),
                ratio(measured, predicted, Cost::told),
                ratio(measured, predicted, Cost::writes),
                ratio(measured, predicted, Cost::apiServerCpu),
                ratio(measured, predicted, Cost::operatorCpu),
                ratio(measured, predicted, Cost::watchMegabytes));
    }

    private static String line(String what, int from, int to, Cost first, Cost cost) {
        return String.format(
                Locale.ROOT,
                "%d changes, x%.1f %s (%d to %d): told x%.1f, writes x%.1f, API CPU x%.1f, operator CPU x%.1f, watch x%.1f",
                cost.changes(),
                (double) to / from,
                what,
                from,
                to,
                ratio(first, cost, Cost::told),
                ratio(first, cost, Cost::writes),
                ratio(first, cost, Cost::apiServerCpu),
                ratio(first, cost, Cost::operatorCpu),
                ratio(first, cost, Cost::watchMegabytes));
    }

    private static double ratio(Cost first, Cost cost, ToDoubleFunction<Cost> of) {
        return of.applyAsDouble(cost) / of.applyAsDouble(first);
    }
}
