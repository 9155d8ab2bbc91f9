package dev.portcullis.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * The agent's start on an empty disk: a node that was installed anew.
 *
 * @param row that it is measured for
 * @param names of the profiles that are there
 * @param times how often it is repeated
 */
record AgentStart(String row, List<String> names, int times) implements Measurement {

    @Override
    public void run(Contender contender, Report report) throws Exception {
        if (!contender.programs().canRestartAgent()) {
            return;
        }
        Tally tally = new Tally();
        Tally.repeat(times, i -> {
            contender.programs().killAgent();
            for (String name : names) {
                delete(contender, name);
            }
            long start = System.nanoTime();
            contender.programs().startAgent();
            contender.awaitFiles(names);
            tally.addSeconds(row, System.nanoTime() - start);
            // What it reports after its start belongs to no other measurement.
            ApiServerUse.whenQuiet(contender.api());
        });
        report.add(contender.name(), tally.samples());
    }

    private static void delete(Contender contender, String name) throws IOException {
        Files.deleteIfExists(contender.file(name));
    }
}
