package dev.portcullis.cli.report;

import dev.portcullis.manifest.Diagnostic;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The faults that a command found, and where it looked.
 *
 * @param command the command's name
 * @param counts how many objects of each kind it looked at, by the name for scripts, in order
 * @param examined the same in words
 * @param skipped what it did not look at, in words; empty if there was nothing
 * @param diagnostics the faults, in the order in which they are printed
 * @param accepted how many more it found that somebody has accepted
 */
public record Report(
        String command,
        Map<String, Integer> counts,
        String examined,
        String skipped,
        List<Diagnostic> diagnostics,
        int accepted) {

    /** A report in which nothing is accepted. */
    public Report(
            String command,
            Map<String, Integer> counts,
            String examined,
            String skipped,
            List<Diagnostic> diagnostics) {
        this(command, counts, examined, skipped, diagnostics, 0);
    }

    /** Returns a copy in which every diagnostic has been replaced. */
    public Report map(UnaryOperator<Diagnostic> replacement) {
        return new Report(
                command,
                counts,
                examined,
                skipped,
                diagnostics.stream().map(replacement).toList(),
                accepted);
    }

    /** Returns a copy without the diagnostics that somebody has accepted. */
    public Report accepting(Predicate<Diagnostic> isAccepted) {
        List<Diagnostic> left = diagnostics.stream().filter(isAccepted.negate()).toList();
        return new Report(command, counts, examined, skipped, left, accepted + diagnostics.size() - left.size());
    }

    public boolean hasErrors() {
        return count(Diagnostic.Level.ERROR) > 0;
    }

    long count(Diagnostic.Level level) {
        return diagnostics.stream().filter(d -> d.level() == level).count();
    }

    /** The last line of a report for people. */
    String summary() {
        return examined + ": " + counted(count(Diagnostic.Level.ERROR), "error") + ", "
                + counted(count(Diagnostic.Level.WARNING), "warning")
                + (accepted == 0 ? "" : ", " + accepted + " ignored") + (skipped.isEmpty() ? "" : "; " + skipped);
    }

    /** A number with its noun, in the plural unless it is one. */
    public static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
