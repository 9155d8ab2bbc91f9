package dev.portcullis.cli.input;

import dev.portcullis.cli.report.Tally;
import dev.portcullis.manifest.Diagnostic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a command found in its files.
 *
 * @param profiles how many profiles were looked at
 * @param policies how many policies were looked at
 * @param files how many files they stand in
 * @param others how many files in folders hold none
 * @param diagnostics what is to be told, in order
 */
public record Summary(int profiles, int policies, int files, int others, List<Diagnostic> diagnostics)
        implements Tally {

    /** The same with other levels. */
    public Summary graded(UnaryOperator<Diagnostic> grade) {
        return new Summary(
                profiles,
                policies,
                files,
                others,
                diagnostics.stream().map(grade).toList());
    }

    @Override
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("profiles", profiles);
        counts.put("policies", policies);
        counts.put("files", files);
        counts.put("otherFiles", others);
        return counts;
    }

    @Override
    public String command() {
        return "validate";
    }

    @Override
    public String line() {
        StringBuilder line = new StringBuilder()
                .append(objects())
                .append(" in ")
                .append(Tally.counted(files, "file"))
                .append(": ")
                .append(levels());
        if (others > 0) {
            line.append("; ")
                    .append(Tally.counted(others, "other file"))
                    .append(others == 1 ? " holds none" : " hold none");
        }
        return line.toString();
    }

    private String objects() {
        if (policies == 0) {
            return Tally.counted(profiles, "profile");
        }
        String own = policies == 1 ? "1 policy" : policies + " policies";
        return profiles == 0 ? own : Tally.counted(profiles, "profile") + " and " + own;
    }
}
