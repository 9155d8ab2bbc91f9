package dev.portcullis.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * This machine at a moment.
 *
 * @param time of the moment
 * @param commit the commit of the sources, with a mark when they differ from it
 * @param processors how many it has
 * @param processor the model's name
 * @param kernel its release
 * @param load how many threads ran or waited to, on average over the last minute
 */
public record Machine(String time, String commit, int processors, String processor, String kernel, double load) {

    public static Machine now() {
        return new Machine(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                currentCommit(),
                Runtime.getRuntime().availableProcessors(),
                read("/proc/cpuinfo")
                        .lines()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(""),
                read("/proc/sys/kernel/osrelease").strip(),
                currentLoad());
    }

    /** The load average over the last minute. */
    public static double currentLoad() {
        return Double.parseDouble(read("/proc/loadavg").split(" ", 2)[0]);
    }

    private static String currentCommit() {
        return Shell.run(Map.of(), "git", "describe", "--always", "--dirty", "--abbrev=12")
                .expectSuccess()
                .output()
                .strip();
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
