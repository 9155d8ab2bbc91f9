package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.api.KernelVersion;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.ProcStatus;
import dev.portcullis.capability.ThreadCapabilities;
import dev.portcullis.capability.ThreadSet;
import dev.portcullis.kernel.ExecveCase;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * This kernel does with random threads and files what {@link ThreadCapabilities#execve} says. The system property {@code
 * portcullis.seed} repeats a run.
 */
class ExecveIT {

    // Older ones take every program for a set-user-ID one where real and effective user ID differ.
    private static final boolean TWO_USERS =
            KernelVersion.parse(System.getProperty("os.version")).isAtLeast(new KernelVersion(6, 18));
    private static final int CASES = 1000;
    private static final Path LAUNCHER = Path.of("src/test/execve/launch.pl").toAbsolutePath();
    private static final Pattern USERS = Pattern.compile("^Uid:\t(\\d+)\t(\\d+)", Pattern.MULTILINE);
    private static final String REFUSED = "execve: 1 (EPERM)";

    @TempDir
    Path directory;

    @Test
    void theKernelGivesThreadsWhatWasPredicted() throws IOException {
        assumeTrue("amd64".equals(System.getProperty("os.arch")), "the syscalls' numbers are those of x86_64");
        assumeTrue("root".equals(System.getProperty("user.name")), "giving capabilities needs root");
        long seed = Long.getLong("portcullis.seed", System.nanoTime());
        System.out.println("ExecveIT: -Dportcullis.seed=" + seed);
        Random random = new Random(seed);
        CapabilitySet available = ProcStatus.sets(Files.readString(Path.of("/proc/self/status")))
                .getOrDefault(ThreadSet.PERMITTED, CapabilitySet.NONE);
        List<ExecveCase> cases = Stream.generate(() -> ExecveCase.random(random, available, TWO_USERS))
                .limit(CASES)
                .toList();
        List<String> observed = run(cases);
        assertThat(observed).hasSize(CASES);
        Map<String, Integer> kinds = new TreeMap<>();
        for (int i = 0; i < CASES; i++) {
            ExecveCase one = cases.get(i);
            Optional<ThreadCapabilities> predicted = one.thread().execve(one.program());
            assertThat(observed.get(i))
                    .as("%s (seed %d, case %d)", one, seed, i)
                    .isEqualTo(predicted.map(ExecveIT::written).orElse(REFUSED));
            kinds.merge(kind(one, predicted), 1, Integer::sum);
        }
        System.out.println("ExecveIT: " + kinds);
        assertThat(kinds).containsOnlyKeys("refused", "more", "less", "equal");
    }

    private static String kind(ExecveCase one, Optional<ThreadCapabilities> after) {
        if (after.isEmpty()) {
            return "refused";
        }
        CapabilitySet before = one.thread().effective();
        CapabilitySet now = after.get().effective();
        if (now.equals(before)) {
            return "equal";
        }
        return before.containsAll(now) ? "less" : "more";
    }

    private List<String> run(List<ExecveCase> cases) throws IOException {
        // Other users than root execute the program too.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path program = Files.copy(Path.of("/bin/cat"), directory.resolve("program"));
        Path lines = Files.write(
                directory.resolve("cases"), cases.stream().map(ExecveCase::line).toList());
        String output = Shell.run(Map.of(), "perl", LAUNCHER.toString(), program.toString(), lines.toString())
                .expectSuccess()
                .output();
        return Arrays.stream(output.split("--\n")).map(ExecveIT::told).toList();
    }

    /** The kernel's answer in the words of {@link #written}. */
    private static String told(String status) {
        if (status.startsWith("execve: ")) {
            return status.strip().equals("execve: 1") ? REFUSED : status.strip();
        }
        Matcher users = USERS.matcher(status);
        if (!users.find()) {
            return status;
        }
        return "root " + users.group(1).equals("0") + " effective root "
                + users.group(2).equals("0") + " " + ProcStatus.sets(status);
    }

    private static String written(ThreadCapabilities after) {
        Map<ThreadSet, CapabilitySet> sets = new EnumMap<>(ThreadSet.class);
        Arrays.stream(ThreadSet.values()).forEach(set -> sets.put(set, after.get(set)));
        return "root " + after.credentials().root() + " effective root "
                + after.credentials().effectiveRoot() + " " + sets;
    }
}
