package dev.portcullis.cli.report;

import dev.portcullis.manifest.Diagnostic;
import java.util.List;
import java.util.Map;

/** What a command found in its files, to be reported. */
public interface Tally {

    /** What is to be told, in order. */
    List<Diagnostic> diagnostics();

    /** How many of what were looked at, by the name for scripts, in order. */
    Map<String, Integer> counts();

    /** In one line, for people. */
    String line();

    /** The command, as its name is written. */
    String command();

    /** How many diagnostics have this level. */
    default long count(Diagnostic.Level level) {
        return diagnostics().stream().filter(d -> d.level() == level).count();
    }

    /** Whether there are errors. */
    default boolean hasErrors() {
        return count(Diagnostic.Level.ERROR) > 0;
    }

    /** Errors and warnings in words. */
    default String levels() {
        return counted(count(Diagnostic.Level.ERROR), "error") + ", "
                + counted(count(Diagnostic.Level.WARNING), "warning");
    }

    /** So many of something, in words. */
    static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
