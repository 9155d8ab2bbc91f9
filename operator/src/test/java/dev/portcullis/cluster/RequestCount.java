package dev.portcullis.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many requests of one kind the API server has answered since its start: {@code apiserver_request_total}.
 *
 * @param labels of the kind, for example {@code verb}, {@code resource} and {@code code}
 */
public record RequestCount(Map<String, String> labels, double count) {

    private static final Pattern LINE = Pattern.compile("apiserver_request_total\\{(.*)} (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION");
    private static final Set<String> NOT_STORED = Set.of("authentication.k8s.io", "authorization.k8s.io");

    /** Reads the answer to {@code /metrics}. */
    public static List<RequestCount> all(String metrics) {
        return metrics.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> new RequestCount(labels(line.group(1)), Double.parseDouble(line.group(2))))
                .toList();
    }

    /** The value of this label; empty when there is none. */
    public String label(String name) {
        return labels.getOrDefault(name, "");
    }

    /** Returns whether they renew leases. */
    public boolean isOfLeases() {
        return label("resource").equals("leases");
    }

    /** Returns whether they write objects; leases are none, nor are reviews and tokens, which are not stored. */
    public boolean isWrite() {
        return WRITES.contains(label("verb"))
                && !NOT_STORED.contains(label("group"))
                && !isOfLeases()
                && !label("subresource").equals("token");
    }

    private static Map<String, String> labels(String text) {
        return LABEL.matcher(text)
                .results()
                .collect(Collectors.toMap(label -> label.group(1), label -> label.group(2)));
    }
}
