package dev.portcullis.cli.check;

import dev.portcullis.cli.report.Tally;
import dev.portcullis.manifest.Diagnostic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code check} found.
 *
 * @param workloads how many objects were judged that are pods or make some
 * @param policies how many policies there are
 * @param profiles how many profiles there are
 * @param skipped how many objects are neither nor a namespace
 * @param diagnostics what is to be told, in order
 */
record CheckSummary(int workloads, int policies, int profiles, int skipped, List<Diagnostic> diagnostics)
        implements Tally {

    @Override
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("workloads", workloads);
        counts.put("policies", policies);
        counts.put("profiles", profiles);
        counts.put("skipped", skipped);
        return counts;
    }

    @Override
    public String command() {
        return "check";
    }

    @Override
    public String line() {
        return Tally.counted(workloads, "workload") + " against " + policies + (policies == 1 ? " policy" : " policies")
                + (profiles == 0 ? "" : " and " + Tally.counted(profiles, "profile"))
                + ": " + levels()
                + (skipped == 0 ? "" : "; " + Tally.counted(skipped, "object") + " of other kinds skipped");
    }
}
