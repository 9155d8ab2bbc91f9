package dev.portcullis.bench;

import dev.portcullis.machine.Parallel;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Many profiles at once are created, updated and deleted.
 *
 * @param prefix the rows begin with it
 * @param count how many profiles
 * @param times how often that is repeated
 * @param between what else is measured each time while they are there and at rest
 */
record Bursts(String prefix, int count, int times, Measurement between) implements Measurement {

    private static final String NAME = "profile-";

    @Override
    public void run(Contender contender, Report report) throws Exception {
        Tally tally = new Tally();
        Tally.repeat(times, i -> {
            create(contender, tally);
            between.run(contender, report);
            if (report.table().wants(prefix + ".update")) {
                update(contender, tally);
            }
            delete(contender, tally);
            contender.watch().clear();
        });
        tally.samples().forEach((row, samples) -> {
            if (report.table().has(row)) {
                report.add(contender.name(), row, samples);
            }
        });
    }

    /** Deletes these profiles, and returns when nothing is left of them. */
    static void clear(Contender contender, List<String> names) {
        Parallel.run(names.size(), i -> contender.delete(names.get(i)));
        contender.awaitNoFiles(names);
        contender.awaitGone(names);
        contender.watch().clear();
    }

    /** So many names; the same ones every time. */
    static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> NAME + i).toList();
    }

    private void create(Contender contender, Tally tally) throws InterruptedException {
        List<String> names = names(count);
        measure(contender, tally, ".create", start -> {
            Parallel.run(count, i -> contender.create(names.get(i)));
            contender.awaitFiles(names);
            tally.addSeconds(prefix + ".create.files", System.nanoTime() - start);
            tally.addSeconds(prefix + ".create.ready", contender.awaitReady(names, 1) - start);
        });
    }

    private void update(Contender contender, Tally tally) throws InterruptedException {
        List<String> names = names(count);
        measure(contender, tally, ".update", start -> {
            Parallel.run(count, i -> contender.update(names.get(i), 1));
            contender.awaitFiles(names, 1);
            tally.addSeconds(prefix + ".update.files", System.nanoTime() - start);
            if (contender.tellsGenerations()) {
                tally.addSeconds(prefix + ".update.ready", contender.awaitReady(names, 2) - start);
            }
        });
    }

    private void delete(Contender contender, Tally tally) throws InterruptedException {
        List<String> names = names(count);
        measure(contender, tally, ".delete", start -> {
            Parallel.run(count, i -> contender.delete(names.get(i)));
            contender.awaitNoFiles(names);
            tally.addSeconds(prefix + ".delete.files", System.nanoTime() - start);
            tally.addSeconds(prefix + ".delete.objects", contender.awaitGone(names) - start);
        });
    }

    /** Adds what the work costs until nothing is written any more. */
    private void measure(Contender contender, Tally tally, String what, LongConsumer work) throws InterruptedException {
        ApiServerUse before = ApiServerUse.whenQuiet(contender.api());
        double controller = contender.controllerSeconds();
        double agent = contender.agentSeconds();
        work.accept(System.nanoTime());
        ApiServerUse use = ApiServerUse.whenQuiet(contender.api()).since(before);
        tally.add(prefix + what + ".writes", use.writes());
        tally.add(prefix + what + ".controller", contender.controllerSeconds() - controller);
        tally.add(prefix + what + ".agent", contender.agentSeconds() - agent);
        tally.add(prefix + what + ".api", use.cpuSeconds());
    }
}
