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

    private static final double SERVER_SECONDS_OF_WRITE = 0.0045;
    private static final double SERVER_SECONDS_OF_EVENT = 0.0008;
    private static final double SERVER_SECONDS_OF_MEGABYTE = 0.004;
    private static final double OPERATOR_SECONDS_OF_CHANGE = 0.020;
    private static final double OPERATOR_SECONDS_OF_REPORT = 0.0008;
    private static final double OPERATOR_MEGABYTES = 110;
    private static final double OPERATOR_MEGABYTES_OF_PROFILE = 0.03;
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
        double arrived = delivery / cores;
        for (int i = 0; i < 20; i++) {
            arrived = (delivery + nodes * reports(arrived, nodes) * SERVER_SECONDS_OF_WRITE) / cores;
        }
        long reports = Math.round(nodes * (changes == 1 ? 1 : reports(arrived, nodes)));
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
                changes * OPERATOR_SECONDS_OF_CHANGE + reports * OPERATOR_SECONDS_OF_REPORT,
                megabytes,
                OPERATOR_MEGABYTES + profiles * OPERATOR_MEGABYTES_OF_PROFILE + nodes * OPERATOR_MEGABYTES_OF_NODE);
    }

    /**
     * The reports of one node during a burst of so many seconds: each window is twice the last, up to the widest, and
     * every report waits beyond it for half of the spread over all nodes, on average.
     */
    static double reports(double burst, int nodes) {
        double jitter = nodes * seconds(SPREAD) / 2;
        double reports = 1;
        double end = seconds(FIRST_REPORT) + jitter;
        double window = 2 * seconds(FIRST_REPORT);
        while (end + window + jitter < burst && window < seconds(WIDEST)) {
            end += window + jitter;
            window *= 2;
            reports++;
        }
        return reports + Math.max(0, burst - end) / (Math.min(window, seconds(WIDEST)) + jitter);
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
