package dev.portcullis.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The command line, from the start of a process to its end.
 *
 * @param parameters of our operator, whose profiles it reads
 * @param home where its input goes
 */
record CommandLine(Parameters parameters, Path home) {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final int PROFILES = 1000;
    private static final int TIMES = 11;
    private static final int TIMES_OF_MANY = 5;

    void run(Report report) throws Exception {
        Path folder = Files.createDirectories(home.resolve("manifests"));
        for (int i = 0; i < PROFILES; i++) {
            YAML.writeValue(
                    folder.resolve("profile-" + i + ".yaml").toFile(),
                    parameters.manifest("profile-" + i, ProfileVersions.syscalls(i)));
            Files.writeString(folder.resolve("other-" + i + ".yaml"), other(i));
        }
        String program = Repository.EXECUTABLE.toString();
        measure(report, "cli.command", TIMES, program, "capabilities", "decode", "00000000a80425fb");
        measure(
                report,
                "cli.validate",
                TIMES,
                program,
                "validate",
                folder.resolve("profile-0.yaml").toString());
        measure(report, "cli.validate-2000", TIMES_OF_MANY, program, "validate", folder.toString());
        floor(report);
    }

    /** The Java runtime alone: it starts, and says its version. */
    private static void floor(Report report) throws Exception {
        String java = Repository.EXECUTABLE
                .resolveSibling("../runtime/bin/java")
                .normalize()
                .toString();
        Samples samples = time(TIMES, java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-version");
        for (String row : new String[] {"cli.command", "cli.validate", "cli.validate-2000"}) {
            report.floor(row, samples);
        }
    }

    private void measure(Report report, String row, int times, String... command) throws Exception {
        report.add(parameters.name(), row, time(times, command));
    }

    /** A manifest of another kind. */
    private static String other(int number) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: other-%d}
                spec:
                  selector: {matchLabels: {app: other}}
                  template:
                    metadata: {labels: {app: other}}
                    spec: {containers: [{name: other, image: other}]}
                """.formatted(number);
    }

    private static Samples time(int times, String... command) throws Exception {
        Tally tally = new Tally();
        Tally.repeat(times, i -> {
            long start = System.nanoTime();
            Shell.run(Map.of(), command).expectSuccess();
            tally.addSeconds("seconds", System.nanoTime() - start);
        });
        return Objects.requireNonNull(tally.samples().get("seconds"));
    }
}
