package dev.portcullis.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The measurements in their order, quick ones first. Every stage begins with programs that have just started, ours and then
 * the other's, on as many nodes as it needs.
 *
 * @param report gets the rows
 * @param floors measures what nobody can avoid
 * @param contenders ours first
 */
record Stages(Report report, Floors floors, List<Contender> contenders) {

    private static final int WARM_UP = 20;
    private static final Measurement NOTHING = (contender, report) -> {};

    /** A measurement, and the beginnings of the names of its rows, of which one must be wanted. */
    private record Step(Measurement measurement, List<String> rows) {

        Step(Measurement measurement, String... rows) {
            this(measurement, List.of(rows));
        }
    }

    void oneNode() throws Exception {
        Singles singles = new Singles("create", "update", "delete", 40);
        floors.begin(1);
        if (wants(List.of("create", "update", "delete"))) {
            floors.singles(singles, 1);
        }
        if (wants(List.of("burst", "start"))) {
            floors.bursts("burst", 100, 1, "start.files");
        }
        if (wants(List.of("tamper"))) {
            floors.tampering();
        }
        floors.end(1);
        run(
                1,
                new Step(new Memory("memory"), "memory"),
                new Step(Stages::warmUp, "create", "update", "delete", "burst", "start", "tamper", "torn"),
                new Step(singles::create, "create"),
                new Step(singles::update, "update"),
                new Step(singles::delete, "delete"),
                new Step(new Tampering(), "tamper"),
                new Step(new TornReads(), "torn"),
                new Step(new Bursts("burst", 100, 5, NOTHING), "burst"),
                new Step(new Bursts("none", 100, 1, new AgentStart("start.files", Bursts.names(100), 5)), "start"));
    }

    void twentyNodes() throws Exception {
        int nodes = 20;
        Singles singles = new Singles("scale.create", "scale.update", "scale.delete", 10);
        if (!wants(List.of("scale", "idle"))) {
            return;
        }
        floors.begin(nodes);
        if (wants(List.of("scale.create", "scale.delete"))) {
            floors.singles(singles, nodes);
        }
        if (wants(List.of("scale.burst"))) {
            floors.bursts("scale.burst", 100, nodes, null);
        }
        floors.end(nodes);
        Idle idle = wants(List.of("idle")) ? Idle.compared(contenders.getFirst().api()) : new Idle(Map.of());
        report.floors(idle.own());
        run(
                nodes,
                new Step(Stages::warmUp, "scale", "idle"),
                new Step(singles::create, "scale.create"),
                new Step(singles::delete, "scale.delete"),
                new Step(
                        new Singles("scale.create", "scale.update", "scale.delete", 3)::writes,
                        "scale.create",
                        "scale.delete"),
                new Step(new Bursts("scale.burst", 100, 5, NOTHING), "scale.burst"),
                new Step(new Bursts("none", 100, 1, idle), "idle"));
    }

    void thousandProfiles() throws Exception {
        int count = 1000;
        if (!wants(List.of("thousand"))) {
            return;
        }
        floors.begin(1);
        floors.bursts("thousand", count, 1, "thousand.start.files");
        floors.end(1);
        Measurement atRest = (contender, of) -> {
            new Memory("thousand.memory").run(contender, of);
            new AgentStart("thousand.start.files", Bursts.names(count), 3).run(contender, of);
        };
        run(1, new Step(Stages::warmUp, "thousand"), new Step(new Bursts("thousand", count, 1, atRest), "thousand"));
    }

    private void run(int nodes, Step... steps) throws Exception {
        List<Step> wanted = Stream.of(steps).filter(step -> wants(step.rows)).toList();
        if (wanted.isEmpty()) {
            return;
        }
        for (Contender contender : contenders) {
            try {
                contender.start(nodes);
                for (Step step : wanted) {
                    step.measurement.run(contender, report);
                }
            } catch (IllegalStateException | AssertionError e) {
                // Ours must not fail; what becomes of the other is only told.
                if (contender == contenders.getFirst()) {
                    throw e;
                }
                System.err.println(contender.name() + " is measured no further on " + nodes + " nodes: " + e);
            } finally {
                contender.stop();
            }
        }
    }

    private boolean wants(List<String> rows) {
        return rows.stream().anyMatch(report.table()::wants);
    }

    /** Lets programs that have just started do everything a few times, as any that have run for a while have. */
    private static void warmUp(Contender contender, Report report) {
        List<String> names = Bursts.names(WARM_UP);
        names.forEach(contender::create);
        contender.awaitReady(names, 1);
        for (int version = 1; version <= WARM_UP; version++) {
            contender.update(names.getFirst(), version);
            contender.awaitFiles(List.of(names.getFirst()), version);
        }
        Bursts.clear(contender, names);
    }
}
