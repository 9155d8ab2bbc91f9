package dev.portcullis.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A process of this machine, as {@code /proc} shows it.
 *
 * @param pid its number in the machine's own namespace
 */
public record LinuxProcess(long pid) {

    /** The kernel's clock ticks that {@code /proc/PID/stat} counts in: USER_HZ, which is 100 everywhere. */
    private static final int TICKS_PER_SECOND = 100;

    /** All there are at this moment. */
    public static List<LinuxProcess> all() {
        try (Stream<Path> files = Files.list(Path.of("/proc"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(name -> new LinuxProcess(Long.parseLong(name)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command and its arguments with spaces between; empty when the process has ended. */
    public String commandLine() {
        return readIfThere("cmdline").replace('\0', ' ').strip();
    }

    /** A variable of the environment that it was started with; absent too when the process has ended. */
    public Optional<String> environment(String variable) {
        return Stream.of(readIfThere("environ").split("\0", -1))
                .filter(entry -> entry.startsWith(variable + "="))
                .map(entry -> entry.substring(variable.length() + 1))
                .findFirst();
    }

    /** Its cgroups, one a line; empty when the process has ended. */
    public String cgroups() {
        return readIfThere("cgroup");
    }

    /** The fields of {@code /proc/PID/status}, by name and without the colon. */
    public Map<String, String> status() {
        Map<String, String> fields = new TreeMap<>();
        read("status").lines().map(line -> line.split(":\\s*", 2)).forEach(field -> fields.put(field[0], field[1]));
        return fields;
    }

    /** The mounts that it sees, as {@code /proc/PID/mountinfo} tells them. */
    public List<String> mounts() {
        return read("mountinfo").lines().toList();
    }

    /** Where it sees mounts that it can write to. */
    public List<String> writableMounts() {
        // Fields of mountinfo: 4 is where it is mounted, 5 how.
        return mounts().stream()
                .map(line -> line.split(" "))
                .filter(fields -> List.of(fields[5].split(",")).contains("rw"))
                .map(fields -> fields[4])
                .toList();
    }

    /** Ends it as the kernel does when memory runs out. */
    public void kill() {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    /** The namespace of this kind that it is in, for example {@code net:[4026531840]}. */
    public String namespace(String kind) {
        try {
            return Files.readSymbolicLink(file("ns/" + kind)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The CPU time that it has taken, its own and the kernel's on its behalf, to the hundredth of a second. */
    public double cpuSeconds() {
        String[] fields = statistics();
        return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS_PER_SECOND;
    }

    /** A size of {@code /proc/PID/status}, such as VmRSS. */
    public long kilobytes(String field) {
        String size = status().get(field);
        if (size == null) {
            throw new IllegalArgumentException("process " + pid + " has no " + field);
        }
        return Long.parseLong(size.replace("kB", "").strip());
    }

    /** For how long it has been there, in milliseconds, to the hundredth of a second. */
    public long ageMillis() {
        double started = Double.parseDouble(statistics()[19]) / TICKS_PER_SECOND;
        try {
            double now =
                    Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0]);
            return Math.round((now - started) * 1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The mappings in {@code /proc/PID/maps}; empty when the process has ended. */
    public String maps() {
        return readIfThere("maps");
    }

    /** The fields of {@code /proc/PID/stat} from the third on; the second, the name, may hold anything. */
    private String[] statistics() {
        String stat = read("stat");
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    private String readIfThere(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException ended) {
            return "";
        }
    }

    private String read(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name) {
        return Path.of("/proc", pid + "", name);
    }
}
