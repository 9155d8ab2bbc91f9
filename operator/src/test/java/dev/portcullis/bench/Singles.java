package dev.portcullis.bench;

import java.util.List;

/**
 * One profile at a time is created, updated or deleted, and nothing else happens.
 *
 * @param creations the rows of creations begin with it
 * @param updates the same of updates
 * @param deletions the same of deletions
 * @param times how often each is repeated
 */
record Singles(String creations, String updates, String deletions, int times) {

    /** Creates profiles. */
    void create(Contender contender, Report report) throws Exception {
        Tally tally = new Tally();
        Tally.repeat(times, i -> {
            List<String> name = List.of("profile-" + i);
            long start = System.nanoTime();
            contender.create(name.getFirst());
            contender.awaitFiles(name);
            tally.addSeconds(creations + ".file", System.nanoTime() - start);
            tally.addSeconds(creations + ".ready", contender.awaitReady(name, 1) - start);
        });
        report.add(contender.name(), tally.samples());
        Bursts.clear(contender, Bursts.names(tally.count(creations + ".file")));
    }

    /** Updates one profile, again and again. */
    void update(Contender contender, Report report) throws Exception {
        List<String> name = Bursts.names(1);
        contender.create(name.getFirst());
        contender.awaitReady(name, 1);
        Tally tally = new Tally();
        Tally.repeat(times, i -> {
            long start = System.nanoTime();
            contender.update(name.getFirst(), i + 1);
            contender.awaitFiles(name, i + 1);
            tally.addSeconds(updates + ".file", System.nanoTime() - start);
            if (contender.tellsGenerations()) {
                tally.addSeconds(updates + ".ready", contender.awaitReady(name, i + 2) - start);
            }
        });
        report.add(contender.name(), tally.samples());
        Bursts.clear(contender, name);
    }

    /** Deletes profiles, each of which is ready. */
    void delete(Contender contender, Report report) throws Exception {
        Tally tally = new Tally();
        Tally.repeat(times, i -> {
            List<String> name = List.of("profile-" + i);
            contender.create(name.getFirst());
            contender.awaitReady(name, 1);
            long start = System.nanoTime();
            contender.delete(name.getFirst());
            contender.awaitNoFiles(name);
            tally.addSeconds(deletions + ".file", System.nanoTime() - start);
            tally.addSeconds(deletions + ".object", contender.awaitGone(name) - start);
        });
        report.add(contender.name(), tally.samples());
        contender.watch().clear();
    }

    /** Creates and deletes profiles, and counts the API server's writes for both. */
    void writes(Contender contender, Report report) throws Exception {
        Tally tally = new Tally();
        Tally.repeat(times, i -> {
            List<String> name = List.of("profile-" + i);
            ApiServerUse before = ApiServerUse.whenQuiet(contender.api());
            contender.create(name.getFirst());
            contender.awaitReady(name, 1);
            ApiServerUse created = ApiServerUse.whenQuiet(contender.api());
            tally.add(creations + ".writes", created.since(before).writes());
            contender.delete(name.getFirst());
            contender.awaitGone(name);
            tally.add(
                    deletions + ".writes",
                    ApiServerUse.whenQuiet(contender.api()).since(created).writes());
        });
        report.add(contender.name(), tally.samples());
        contender.watch().clear();
    }
}
