package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AOT cache of the command line: part of what {@code make build} makes, and never in the way. */
class CommandCacheIT {

    /** Java ends with this option unless it can use the cache. */
    private static final Map<String, String> WITH_CACHE_ONLY = Map.of("JAVA_OPTS", "-Xshare:on");

    private static final Path BUILT = Repository.ROOT.resolve("operator/target/portcullis");

    @TempDir
    private Path directory;

    private Path home;
    private Path cache;

    @BeforeEach
    void copyAsArchivesAndPackagesDo() {
        home = copy("with a space", "-a");
        cache = home.resolve("cache/command.aot");
    }

    @Test
    void holdsForACopyInAnotherPlace() {
        assertThat(Shell.run(WITH_CACHE_ONLY, program(home), "validate", "config/samples/nginx.yaml")
                        .expectSuccess()
                        .errors())
                .isEmpty();
    }

    @Test
    void holdsNearlyEveryClassThatACommandLoads() {
        List<String> loads = Shell.run(
                        Map.of("JAVA_OPTS", "-Xlog:class+load:stdout"),
                        program(home),
                        "validate",
                        "config/samples/nginx.yaml")
                .expectSuccess()
                .output()
                .lines()
                .toList();
        long cached = loads.stream()
                .filter(line -> line.contains("source: shared objects file"))
                .count();
        List<String> others = loads.stream()
                .filter(line -> line.contains("source: file:") || line.contains("source: jrt:"))
                .toList();
        assertThat(cached).isGreaterThan(1_500);
        assertThat(others).hasSizeLessThan((int) cached / 50);
    }

    @Test
    void isNotMissedWhereItIsAbsentDamagedOrOfOtherFiles() throws IOException {
        // New times of the files: Java holds them for others than those that it knows.
        assertThat(versionOf(copy("new", "-r"))).isEqualTo(version());
        try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        assertThat(versionOf(home)).isEqualTo(version());
        Files.writeString(cache, "");
        assertThat(versionOf(home)).isEqualTo(version());
        Files.writeString(cache, "no cache");
        assertThat(versionOf(home)).isEqualTo(version());
        Files.delete(cache);
        assertThat(versionOf(home)).isEqualTo(version());
        Files.createDirectory(cache);
        assertThat(versionOf(home)).isEqualTo(version());
    }

    @Test
    void isNotMissedUnderOptionsThatItWasNotMadeFor() {
        for (String options : List.of("-XX:-UseSerialGC -XX:+UseG1GC", "-XX:-UseCompactObjectHeaders", "-Xshare:off")) {
            Shell.Result result = Shell.run(Map.of("JAVA_OPTS", options), program(home), "version")
                    .expectSuccess();
            assertThat(result.output()).isEqualTo(version());
            assertThat(result.errors()).isEmpty();
        }
    }

    private Path copy(String name, String how) {
        Path copy = directory.resolve(name);
        Shell.run(Map.of(), "cp", how, BUILT.toString(), copy.toString()).expectSuccess();
        return copy;
    }

    private static String version() {
        return Shell.run(Map.of(), Repository.EXECUTABLE.toString(), "version")
                .expectSuccess()
                .output();
    }

    /** What it prints, where it complains of nothing. */
    private static String versionOf(Path home) {
        Shell.Result result = Shell.run(Map.of(), program(home), "version").expectSuccess();
        assertThat(result.errors()).isEmpty();
        return result.output();
    }

    private static String program(Path home) {
        return home.resolve("bin/portcullis").toString();
    }
}
