package dev.portcullis.bench.scale;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The requests that the API server has answered since its start, by its own metrics.
 *
 * @param writes to objects; leases are none, nor are tokens and reviews
 * @param reports the writes of a NodeSync's status
 * @param statuses the writes of a profile's status
 * @param refused those answered 429, of any kind
 */
record ApiRequests(long writes, long reports, long statuses, long refused) {

    private static final Pattern LINE = Pattern.compile("apiserver_request_total\\{(.*)} (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION");
    private static final Set<String> NOT_STORED = Set.of("authentication.k8s.io", "authorization.k8s.io");

    /** Reads the answer to {@code /metrics}. */
    static ApiRequests parse(String metrics) {
        return metrics.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> of(line.group(1), (long) Double.parseDouble(line.group(2))))
                .reduce(new ApiRequests(0, 0, 0, 0), ApiRequests::plus);
    }

    ApiRequests minus(ApiRequests earlier) {
        return new ApiRequests(
                writes - earlier.writes,
                reports - earlier.reports,
                statuses - earlier.statuses,
                refused - earlier.refused);
    }

    private ApiRequests plus(ApiRequests other) {
        return new ApiRequests(
                writes + other.writes, reports + other.reports, statuses + other.statuses, refused + other.refused);
    }

    private static ApiRequests of(String labels, long count) {
        String resource = "";
        String subresource = "";
        String verb = "";
        String group = "";
        String code = "";
        Matcher label = LABEL.matcher(labels);
        while (label.find()) {
            String value = label.group(2);
            switch (label.group(1)) {
                case "resource" -> resource = value;
                case "subresource" -> subresource = value;
                case "verb" -> verb = value;
                case "group" -> group = value;
                case "code" -> code = value;
                default -> {}
            }
        }
        boolean write = WRITES.contains(verb)
                && !NOT_STORED.contains(group)
                && !resource.equals("leases")
                && !subresource.equals("token");
        boolean status = write && subresource.equals("status");
        return new ApiRequests(
                write ? count : 0,
                status && resource.equals("nodesyncs") ? count : 0,
                status && resource.equals("seccompprofiles") ? count : 0,
                code.equals("429") ? count : 0);
    }
}
