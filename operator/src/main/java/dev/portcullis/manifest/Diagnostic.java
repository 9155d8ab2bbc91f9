package dev.portcullis.manifest;

import java.util.Comparator;

/**
 * A problem in a file.
 *
 * @param level the severity
 * @param code the kind of problem, as one CamelCase word
 * @param file as it was named on the command line, or below a folder that was
 * @param position where in the file
 * @param location where in the object, for example {@code spec.syscalls[3].args[0].op}; empty for the whole file
 * @param message what is wrong and what to do about it
 */
public record Diagnostic(Level level, String code, String file, Position position, String location, String message) {

    /** By file, then from top to bottom. */
    public static final Comparator<Diagnostic> ORDER =
            Comparator.comparing(Diagnostic::file).thenComparing(Diagnostic::position);

    /** The severity. */
    public enum Level {
        /** Nothing comes of it: the API server or the operator would refuse it. */
        ERROR,
        /** It is accepted, but is probably a mistake. */
        WARNING
    }

    /** This diagnostic with another level. */
    public Diagnostic as(Level other) {
        return new Diagnostic(other, code, file, position, location, message);
    }

    /** An error. */
    public static Diagnostic error(Problem problem, String file, Position position, String location, String message) {
        return new Diagnostic(Level.ERROR, problem.code(), file, position, location, message);
    }

    /** A warning. */
    public static Diagnostic warning(Problem problem, String file, Position position, String location, String message) {
        return new Diagnostic(Level.WARNING, problem.code(), file, position, location, message);
    }

    /** One line, as compilers write it: {@code FILE:LINE: LOCATION: MESSAGE}, for a warning with that word. */
    public String text() {
        return file
                + (position.line() == 0 ? "" : ":" + position.line())
                + (level == Level.WARNING ? ": warning: " : ": ")
                + (location.isEmpty() ? "" : location + ": ")
                + message;
    }
}
