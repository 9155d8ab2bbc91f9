package dev.portcullis.bench;

import java.time.Duration;
import java.util.Set;
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

    private static final Pattern REQUESTS = Pattern.compile("apiserver_request_total\\{(.*)} (\\S+)");
    private static final Pattern CPU = Pattern.compile("process_cpu_seconds_total (\\S+)");
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION");
    private static final Set<String> NOT_STORED = Set.of("authentication.k8s.io", "authorization.k8s.io");

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
        double cpu = 0;
        for (String line : metrics.lines().toList()) {
            Matcher request = REQUESTS.matcher(line);
            Matcher seconds = CPU.matcher(line);
            if (request.matches()) {
                double count = Double.parseDouble(request.group(2));
                String labels = request.group(1);
                boolean lease = label(labels, "resource").equals("leases");
                requests += count;
                needless += lease || label(labels, "verb").equals("WATCH") ? 0 : count;
                writes += !lease
                                && WRITES.contains(label(labels, "verb"))
                                && !NOT_STORED.contains(label(labels, "group"))
                                && !label(labels, "subresource").equals("token")
                        ? count
                        : 0;
            } else if (seconds.matches()) {
                cpu = Double.parseDouble(seconds.group(1));
            }
        }
        return new ApiServerUse(writes, requests, needless, cpu);
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
        ApiServerUse last = now(client);
        long changed = start;
        ApiServerUse use = last;
        while (System.nanoTime() - changed < QUIET.toNanos() && System.nanoTime() - start < LONGEST.toNanos()) {
            Thread.sleep(QUIET.toMillis() / 3);
            use = now(client);
            if (use.writes != last.writes) {
                changed = System.nanoTime();
            }
            last = use;
        }
        return use;
    }

    private static String label(String labels, String name) {
        Matcher label = Pattern.compile("(?:^|,)" + name + "=\"([^\"]*)\"").matcher(labels);
        return label.find() ? label.group(1) : "";
    }
}
