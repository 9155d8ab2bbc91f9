package dev.portcullis.bench;

import dev.portcullis.cluster.Admission;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.ManyPolicies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Measures what policies add to the creation of a pod of two containers: dry runs on a real API server through one client,
 * one after the other, in milliseconds; and the CPU time that the API server needs for one, which other load on the machine
 * changes less.
 */
public final class AdmissionBench {

    private static final int WARM_UP = 50;
    private static final int FIRST_WARM_UP = 1000;
    private static final int PODS = 200;

    private final Results results = new Results();

    private AdmissionBench() {}

    /** Prints a table; the first argument names the file that gets the same as JSON. */
    public static void main(String[] args) throws IOException {
        AdmissionBench bench = new AdmissionBench();
        bench.run();
        bench.results.write(Path.of(args[0]));
    }

    private void run() {
        results.load("at the start");
        try (Admission admission = new Admission("bench")) {
            for (int i = 0; i < FIRST_WARM_UP; i++) {
                admission.dryRun(ManyPolicies.pod("none"));
            }
        }
        for (boolean mutate : new boolean[] {false, true}) {
            for (int count : new int[] {0, 10, 100}) {
                try (Admission admission = new Admission("bench-" + mutate + "-" + count)) {
                    measure(admission, count, mutate);
                }
            }
        }
        results.load("at the end");
    }

    private void measure(Admission admission, int count, boolean mutate) {
        String what = count + (mutate ? " policies that mutate" : " policies");
        ManyPolicies policies = new ManyPolicies(admission);
        long start = System.nanoTime();
        policies.install(count, mutate);
        policies.awaitActive(count);
        results.row(what + ": seconds until all are active", (System.nanoTime() - start) / 1e9);
        latency(what + ", none selects the pod", admission, ManyPolicies.pod("none"));
        latency(what + ", all select the pod", admission, ManyPolicies.pod("all"));
    }

    private void latency(String what, Admission admission, String pod) {
        for (int i = 0; i < WARM_UP; i++) {
            admission.dryRun(pod);
        }
        long[] nanos = new long[PODS];
        double cpu = cpuSeconds();
        for (int i = 0; i < PODS; i++) {
            long start = System.nanoTime();
            admission.dryRun(pod);
            nanos[i] = System.nanoTime() - start;
        }
        double each = (cpuSeconds() - cpu) * 1e3 / PODS;
        Arrays.sort(nanos);
        results.row(what + ", p50", nanos[PODS / 2] / 1e6);
        results.row(what + ", p90", nanos[PODS * 9 / 10] / 1e6);
        results.row(what + ", API server's CPU time", each);
    }

    /** The API server's CPU time by its own metrics (the metric of every Prometheus client). */
    private static double cpuSeconds() {
        return Cluster.shared()
                .admin()
                .raw("/metrics")
                .lines()
                .filter(line -> line.startsWith("process_cpu_seconds_total "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }
}
