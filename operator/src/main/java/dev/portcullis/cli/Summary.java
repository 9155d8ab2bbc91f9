package dev.portcullis.cli;

import dev.portcullis.manifest.Diagnostic;
import java.util.List;
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
record Summary(int profiles, int policies, int files, int others, List<Diagnostic> diagnostics) {

    /** The same with other levels. */
    Summary graded(UnaryOperator<Diagnostic> grade) {
        return new Summary(
                profiles,
                policies,
                files,
                others,
                diagnostics.stream().map(grade).toList());
    }

    /** How many diagnostics have this level. */
    long count(Diagnostic.Level level) {
        return diagnostics.stream().filter(d -> d.level() == level).count();
    }

    /** Whether anything stands against the profiles. */
    boolean hasErrors() {
        return count(Diagnostic.Level.ERROR) > 0;
    }

    /** In one line, for people. */
    String line() {
        StringBuilder line = new StringBuilder()
                .append(objects())
                .append(" in ")
                .append(counted(files, "file"))
                .append(": ")
                .append(counted(count(Diagnostic.Level.ERROR), "error"))
                .append(", ")
                .append(counted(count(Diagnostic.Level.WARNING), "warning"));
        if (others > 0) {
            line.append("; ").append(counted(others, "other file")).append(others == 1 ? " holds none" : " hold none");
        }
        return line.toString();
    }

    private String objects() {
        if (policies == 0) {
            return counted(profiles, "profile");
        }
        String own = policies == 1 ? "1 policy" : policies + " policies";
        return profiles == 0 ? own : counted(profiles, "profile") + " and " + own;
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
