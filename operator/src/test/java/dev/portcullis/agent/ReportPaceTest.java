package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ReportPaceTest {

    private static final long MS = 1_000_000;

    /** Near where nanoTime overflows. */
    private static final long START = Long.MAX_VALUE - 100 * MS;

    private final ReportPace pace = new ReportPace(new Random(7));

    @Test
    void nothingIsDueWithoutAChange() {
        assertThat(pace.due()).isEmpty();
    }

    @Test
    void oneChangeIsDueAfterTheBase() {
        pace.changed(START, 0);

        assertThat(pace.due()).hasValue(START + 20 * MS);
        pace.reported();
        assertThat(pace.due()).isEmpty();
    }

    @Test
    void reportsOfManyNodesAreSpread() {
        long latest = 0;
        for (int seed = 0; seed < 200; seed++) {
            ReportPace one = new ReportPace(new Random(seed));
            one.changed(0, 1000);
            long due = one.due().orElseThrow();
            assertThat(due).isBetween(20 * MS, 2020 * MS);
            latest = Math.max(latest, due);
        }
        assertThat(latest).isGreaterThan(1500 * MS);
    }

    @Test
    void editsFarApartAreEachReportedAtOnce() {
        for (int edit = 0; edit < 20; edit++) {
            long now = START + edit * 1000L * MS;
            pace.changed(now, 0);
            assertThat(pace.due()).hasValue(now + 20 * MS);
            pace.reported();
        }
    }

    @Test
    void aBurstCostsFewReports() {
        assertThat(reports(200, 1, 30, 1)).isBetween(5, 10);
        assertThat(reports(1000, 1, 6, 1)).isLessThanOrEqualTo(12);
    }

    /** The API server takes longer where many nodes watch, so what was written at once arrives a few at a time. */
    @Test
    void aBurstThatComesInClumpsCostsEachOfManyNodesFewReports() {
        assertThat(reports(25, 4, 260, 20)).isLessThanOrEqualTo(12);
        assertThat(reports(50, 2, 130, 100)).isLessThanOrEqualTo(12);
        assertThat(reports(25, 4, 260, 1))
                .as("alone, a node reports each clump")
                .isEqualTo(25);
    }

    @Test
    void anEndlessStreamIsReportedEveryFourSeconds() {
        assertThat(reports(6000, 1, 10, 1)).isBetween(15, 30);
    }

    @Test
    void singleEditsAfterABurstAreSoonReportedAtOnceAgain() {
        for (int report = 0; report < 12; report++) {
            pace.changed(0, 0);
            pace.changed(0, 0);
            pace.reported();
        }
        pace.changed(1000 * MS, 0);
        assertThat(pace.due()).hasValue(2000 * MS);
        pace.reported();

        pace.changed(3000 * MS, 0);

        assertThat(pace.due()).hasValue(3020 * MS);
    }

    /** Simulates clumps of changes every {@code gap} milliseconds, and counts the reports until the last one is out. */
    private static int reports(int clumps, int changes, long gap, int nodes) {
        ReportPace pace = new ReportPace(new Random(7));
        int reports = 0;
        long now = START;
        for (int made = 0; made < clumps || pace.due().isPresent(); now += MS) {
            if (pace.due().isPresent() && pace.due().getAsLong() - now <= 0) {
                pace.reported();
                reports++;
            }
            if (made < clumps && (now - START) % (gap * MS) == 0) {
                for (int change = 0; change < changes; change++) {
                    pace.changed(now, nodes);
                }
                made++;
            }
        }
        return reports;
    }
}
