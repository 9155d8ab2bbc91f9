package dev.portcullis.bench;

import dev.portcullis.cluster.RequestCount;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the API server has done since its start, by its own metrics.
 *
 * @param writes to objects; leases are none, nor are reviews and tokens, which are not stored
 * @param requests all that have ended
 * @param needless those of them that neither renew a lease nor end a watch
 * @param cpuSeconds the CPU time that it took
 */
record ApiServerUse(double writes, double requests, double needless, double cpuSeconds) {

    private static final Pattern CPU = Pattern.compile("^process_cpu_seconds_total (\\S+)$", Pattern.MULTILINE);

    /** Longer than whatever was deferred takes. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    /** Some operators write for ever. */
    private static final Duration LONGEST = Duration.ofSeconds(15);

    static ApiServerUse now(ApiClient client) {
        return parse(client.get("metrics"));
    }

    /** Reads what the API server answers to {@code /metrics}. */
    static ApiServerUse parse(String metrics) {
        double writes = 0;
        double requests = 0;
        double needless = 0;
        for (RequestCount kind : RequestCount.all(metrics)) {
            requests += kind.count();
            needless += kind.isOfLeases() || kind.label("verb").equals("WATCH") ? 0 : kind.count();
            writes += kind.isWrite() ? kind.count() : 0;
        }
        Matcher cpu = CPU.matcher(metrics);
        return new ApiServerUse(writes, requests, needless, cpu.find() ? Double.parseDouble(cpu.group(1)) : 0);
    }

    /** What it did between an earlier moment and this one. */
    ApiServerUse since(ApiServerUse earlier) {
        return new ApiServerUse(
                writes - earlier.writes,
                requests - earlier.requests,
                needless - earlier.needless,
                cpuSeconds - earlier.cpuSeconds);
    }

    /** Waits until nothing was written for a while, and returns what was done by then. */
    static ApiServerUse whenQuiet(ApiClient client) throws InterruptedException {
        long start = System.nanoTime();
        ApiServerUse use = now(client);
        long changed = start;
        while (System.nanoTime() - changed < QUIET.toNanos() && System.nanoTime() - start < LONGEST.toNanos()) {
            Thread.sleep(QUIET.toMillis() / 3);
            double before = use.writes;
            use = now(client);
            if (use.writes != before) {
                changed = System.nanoTime();
            }
        }
        return use;
    }
}
