package dev.portcullis.bench.scale;

import dev.portcullis.cluster.RequestCount;

/**
 * The requests that the API server has answered since its start, by its own metrics.
 *
 * @param writes to objects; leases are none, nor are tokens and reviews
 * @param reports the writes of a NodeSync's status
 * @param statuses the writes of a profile's status
 * @param refused those answered 429, of any kind
 */
record ApiRequests(long writes, long reports, long statuses, long refused) {

    /** Reads the answer to {@code /metrics}. */
    static ApiRequests parse(String metrics) {
        return RequestCount.all(metrics).stream()
                .map(ApiRequests::of)
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

    private static ApiRequests of(RequestCount requests) {
        long count = (long) requests.count();
        String resource = requests.label("resource");
        boolean status = requests.isWrite() && requests.label("subresource").equals("status");
        return new ApiRequests(
                requests.isWrite() ? count : 0,
                status && resource.equals("nodesyncs") ? count : 0,
                status && resource.equals("seccompprofiles") ? count : 0,
                requests.label("code").equals("429") ? count : 0);
    }
}
