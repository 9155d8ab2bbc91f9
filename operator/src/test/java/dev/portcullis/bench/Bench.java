package dev.portcullis.bench;

import dev.portcullis.api.SeccompProfile;
import dev.portcullis.cluster.AuditLog;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.Fleet;
import dev.portcullis.machine.Parallel;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SyscallTable;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures the whole path on a real API server: one operator and one agent, as processes under the shipped RBAC.
 *
 * <p>Latencies start before the client's call and end when the file is on disk (looked at every 0.2 ms) or when a watch
 * sees the status. Profiles name 212 syscalls.
 */
public final class Bench {

    private static final int SYSCALLS = 212;
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private static final List<String> SYSCALL_NAMES = IntStream.range(0, 600)
            .mapToObj(number -> SyscallTable.linux().name(Architecture.X86_64, number))
            .flatMap(Optional::stream)
            .toList();

    private final Results results = new Results();
    private final KubernetesClient admin = Cluster.shared().admin();
    private final Fleet fleet;
    private final ReadyWatch ready;

    private Bench(Fleet fleet, ReadyWatch ready) {
        this.fleet = fleet;
        this.ready = ready;
    }

    /** Prints a table; the first argument names the file that gets the same as JSON. */
    public static void main(String[] args) throws Exception {
        Path home = Files.createTempDirectory("portcullis-bench");
        try (Fleet fleet = Fleet.start(home, "bench", 1);
                ReadyWatch ready = new ReadyWatch(Cluster.shared().admin())) {
            Bench bench = new Bench(fleet, ready);
            bench.run();
            bench.results.write(Path.of(args[0]));
        } finally {
            try (Stream<Path> files = Files.walk(home)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .map(Path::toFile)
                        .forEach(java.io.File::delete);
            }
        }
    }

    private void run() throws Exception {
        results.load("at the start");
        memory("idle");
        single();
        for (int count : new int[] {100, 1000}) {
            many(count);
        }
        results.load("at the end");
    }

    private void single() {
        long[] createdFile = new long[40];
        long[] createdReady = new long[40];
        for (int i = 0; i < createdFile.length; i++) {
            String name = "single-" + i;
            long start = System.nanoTime();
            create(name, 0);
            createdFile[i] = until(start, () -> Files.exists(fleet.file(1, name)));
            createdReady[i] = until(start, () -> ready.has(name, 1));
        }
        seconds("create 1 -> file", createdFile);
        seconds("create 1 -> Ready", createdReady);

        long[] updated = new long[80];
        for (int i = 0; i < updated.length; i++) {
            String before = fleet.digest(1, "single-0");
            long start = System.nanoTime();
            create("single-0", i + 1);
            updated[i] = until(start, () -> !fleet.digest(1, "single-0").equals(before));
        }
        seconds("update 1 -> file", updated);

        long[] deleted = new long[20];
        for (int i = 0; i < deleted.length; i++) {
            String name = "single-" + i;
            long start = System.nanoTime();
            admin.resources(SeccompProfile.class).withName(name).delete();
            deleted[i] = until(start, () -> Files.notExists(fleet.file(1, name)));
        }
        seconds("delete 1 -> file gone", deleted);
        clear();
    }

    private void many(int count) throws Exception {
        AuditLog log = AuditLog.fromNow();
        long start = System.nanoTime();
        Parallel.run(count, i -> create("many-" + i, 0));
        long files = until(start, () -> files() >= count);
        long all = until(start, () -> ready.count("many-", 1) >= count);
        log.awaitQuiet();
        results.row("create " + count + " -> all files", files / 1e9);
        results.row("create " + count + " -> all Ready", all / 1e9);
        results.row("create " + count + ": writes beside the user's own", writes(log, count));
        memory(count + " profiles");

        fleet.agent(1).kill();
        try (Stream<Path> kept = Files.list(fleet.directory(1))) {
            kept.forEach(file -> file.toFile().delete());
        }
        long restart = System.nanoTime();
        fleet.agent(1).restart();
        results.row("agent start -> " + count + " files back", until(restart, () -> files() >= count) / 1e9);
        fleet.agent(1).awaitReady();

        AuditLog updates = AuditLog.fromNow();
        long update = System.nanoTime();
        Parallel.run(count, i -> create("many-" + i, 1));
        results.row("update " + count + " -> all Ready", until(update, () -> ready.count("many-", 2) >= count) / 1e9);
        updates.awaitQuiet();
        results.row("update " + count + ": writes beside the user's own", writes(updates, count));

        long delete = System.nanoTime();
        Parallel.run(
                count,
                i -> admin.resources(SeccompProfile.class).withName("many-" + i).delete());
        results.row("delete " + count + " -> all files gone", until(delete, () -> files() == 0) / 1e9);
        clear();
    }

    private void create(String name, int version) {
        // Real names, as profiles have them; the last one tells the versions apart.
        List<String> names = SYSCALL_NAMES.subList(0, SYSCALLS);
        String[] syscalls = names.toArray(String[]::new);
        syscalls[SYSCALLS - 1] = SYSCALL_NAMES.get(SYSCALLS + version);
        fleet.apply(name, syscalls);
    }

    private void clear() {
        admin.resources(SeccompProfile.class).delete();
        until(System.nanoTime(), () -> files() == 0);
        ready.clear();
    }

    private int files() {
        String[] names = fleet.directory(1).toFile().list((dir, name) -> name.endsWith(".json"));
        return names == null ? 0 : names.length;
    }

    private void memory(String when) throws IOException {
        results.row(
                "operator resident, " + when + " (MiB)",
                resident(fleet.operator().pid(), "VmRSS"));
        results.row(
                "operator anonymous, " + when + " (MiB)",
                resident(fleet.operator().pid(), "RssAnon"));
        results.row(
                "agent resident, " + when + " (MiB)", resident(fleet.agent(1).pid(), "VmRSS"));
        results.row(
                "agent anonymous, " + when + " (MiB)", resident(fleet.agent(1).pid(), "RssAnon"));
    }

    private static double resident(long pid, String member) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith(member + ":"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static double writes(AuditLog log, int own) {
        return log.writes().size() - (double) own;
    }

    private void seconds(String what, long[] nanos) {
        Arrays.sort(nanos);
        results.row(what + ", median", nanos[nanos.length / 2] / 1e9);
        results.row(what + ", p90", nanos[nanos.length * 9 / 10] / 1e9);
        results.row(what + ", max", nanos[nanos.length - 1] / 1e9);
    }

    private static long until(long start, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LONGEST.toNanos()) {
                throw new AssertionError("not within " + LONGEST);
            }
            LockSupport.parkNanos(200_000);
        }
        return System.nanoTime() - start;
    }

    /** The newest generation of each profile that a watch has seen Ready. */
    private static final class ReadyWatch implements AutoCloseable {

        private final Map<String, Long> generations = new java.util.concurrent.ConcurrentHashMap<>();
        private final io.fabric8.kubernetes.client.Watch watch;

        ReadyWatch(KubernetesClient client) {
            watch = client.resources(SeccompProfile.class).watch(new io.fabric8.kubernetes.client.Watcher<>() {
                @Override
                public void eventReceived(Action action, SeccompProfile profile) {
                    note(profile);
                }

                @Override
                public void onClose(io.fabric8.kubernetes.client.WatcherException cause) {
                    throw new IllegalStateException(cause);
                }
            });
        }

        boolean has(String name, long generation) {
            return generations.getOrDefault(name, 0L) >= generation;
        }

        long count(String prefix, long generation) {
            Collection<Map.Entry<String, Long>> entries = generations.entrySet();
            return entries.stream()
                    .filter(e -> e.getKey().startsWith(prefix) && e.getValue() >= generation)
                    .count();
        }

        void clear() {
            generations.clear();
        }

        @Override
        public void close() {
            watch.close();
        }

        private void note(SeccompProfile profile) {
            if (profile.getStatus() != null) {
                profile.getStatus()
                        .condition("Ready")
                        .filter(c -> "True".equals(c.getStatus()))
                        .ifPresent(c -> generations.put(profile.getMetadata().getName(), c.getObservedGeneration()));
            }
        }
    }
}
