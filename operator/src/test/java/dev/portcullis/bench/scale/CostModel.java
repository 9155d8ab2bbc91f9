package dev.portcullis.bench.scale;

import java.time.Duration;

/**
 * Predicts a {@link Cost} from numbers alone. Counts and bytes follow from what agents and operator do, on any machine;
 * seconds of CPU are those of the machine on which the constants were measured.
 */
final class CostModel {

    /** Between the reports of two nodes, where all have the same to tell: ReportPace. */
    private static final Duration SPREAD = Duration.ofMillis(2);

    /** The first report after a change, and the first window: ReportPace. */
    private static final Duration FIRST_REPORT = Duration.ofMillis(20);

    /** The widest window of an agent: ReportPace. */
    private static final Duration WIDEST = Duration.ofSeconds(4);

    /** The first status of a rollout that goes on, each later one three times as late: StatusPace. */
    private static final Duration FIRST_STATUS = Duration.ofMillis(500);

    /** What a watch's event has beside the document: metadata, labels, digests. */
    private static final int ENVELOPE = 900;

    private static final double SERVER_SECONDS_OF_WRITE = 0.0048;
    private static final double SERVER_SECONDS_OF_EVENT = 0.00002;
    private static final double SERVER_SECONDS_OF_MEGABYTE = 0.005;
    private static final double OPERATOR_SECONDS_OF_CHANGE = 0.010;
    private static final double OPERATOR_SECONDS_OF_REPORT = 0.00035;
    /** For each node's news of each change, however many a report brings. */
    private static final double OPERATOR_SECONDS_OF_NEWS = 0.000025;

    /** What client, API server and operator take together for one of many changes, on one core. */
    private static final double SECONDS_OF_CHANGE = 0.08;

    /** The part of the time for one report of each node that one of them waits, on average. */
    private static final double WAIT_OF_REPORTS = 0.7;

    private static final double OPERATOR_MEGABYTES = 145;
    private static final double OPERATOR_MEGABYTES_OF_PROFILE = 0.02;
    private static final double OPERATOR_MEGABYTES_OF_NODE = 0.02;

    private CostModel() {}

    /**
     * Predicts the cost of some changes at once.
     *
     * @param bytes of one document
     * @param cores that the API server has
     */
    static Cost predict(int nodes, int profiles, int changes, int bytes, int cores) {
        long events = (long) changes * nodes;
        double megabytes = events * (double) (bytes + ENVELOPE) / 1e6;
        double delivery = 2 * changes * SERVER_SECONDS_OF_WRITE
                + events * SERVER_SECONDS_OF_EVENT
                + megabytes * SERVER_SECONDS_OF_MEGABYTE;
        // Reports make a burst longer, and in a longer burst each node reports more often: a few steps settle it.
        double least = changes * SECONDS_OF_CHANGE / cores;
        double arrived = Math.max(least, delivery / cores);
        for (int i = 0; i < 20; i++) {
            double server = delivery + nodes * reports(arrived, nodes, cores) * SERVER_SECONDS_OF_WRITE;
            arrived = Math.max(least, server / cores);
        }
        long reports = Math.round(nodes * (changes == 1 ? 1 : reports(arrived, nodes, cores)));
        double spread = seconds(FIRST_REPORT) + nodes * seconds(SPREAD);
        double last = nodes * SERVER_SECONDS_OF_WRITE / cores;
        double told = changes == 1 ? Math.max(spread, last) : arrived + Math.max(spread, last);
        long statuses = changes * statuses(told);
        long writes = 2L * changes + reports + statuses;
        return new Cost(
                nodes,
                profiles,
                changes,
                changes == 1 ? delivery / cores : arrived,
                told,
                writes,
                reports,
                statuses,
                0,
                delivery + (reports + statuses) * SERVER_SECONDS_OF_WRITE,
                changes * OPERATOR_SECONDS_OF_CHANGE
                        + reports * OPERATOR_SECONDS_OF_REPORT
                        + events * OPERATOR_SECONDS_OF_NEWS,
                megabytes,
                OPERATOR_MEGABYTES + profiles * OPERATOR_MEGABYTES_OF_PROFILE + nodes * OPERATOR_MEGABYTES_OF_NODE);
    }

    /**
     * The reports of one node during a burst of so many seconds: each window is twice the last, up to the widest, and
     * every report waits beyond it for half of the spread over all nodes, on average, and for reports of other nodes.
     */
    static double reports(double burst, int nodes, int cores) {
        double wait = nodes * (seconds(SPREAD) / 2 + WAIT_OF_REPORTS * SERVER_SECONDS_OF_WRITE / cores);
        double reports = 1;
        double end = seconds(FIRST_REPORT) + wait;
        double window = 2 * seconds(FIRST_REPORT);
        while (end + window + wait < burst && window < seconds(WIDEST)) {
            end += window + wait;
            window *= 2;
            reports++;
        }
        return reports + Math.max(0, burst - end) / (Math.min(window, seconds(WIDEST)) + wait);
    }

    /** The statuses of a rollout of so many seconds, the last one included. */
    static long statuses(double rollout) {
        long statuses = 1;
        for (double next = seconds(FIRST_STATUS); next < rollout; next *= 3) {
            statuses++;
        }
        return statuses;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
