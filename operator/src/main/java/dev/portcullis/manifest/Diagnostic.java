package dev.portcullis.manifest;

import java.util.Comparator;
import java.util.List;

/**
 * A problem in a file.
 *
 * @param level the severity
 * @param code the kind of problem, as one CamelCase word
 * @param file as it was named on the command line, or below a folder that was
 * @param position where in the file
 * @param object the object that has it
 * @param containers the names of the containers that have it, when it is about some of a pod's
 * @param location where in the object, for example {@code spec.syscalls[3].args[0].op}; empty for the whole file
 * @param message what is wrong and what to do about it
 */
public record Diagnostic(
        Level level,
        String code,
        String file,
        Position position,
        ObjectReference object,
        List<String> containers,
        String location,
        String message) {

    /** Copies what it is given. */
    public Diagnostic {
        containers = List.copyOf(containers);
    }

    /** A diagnostic about a file, or an object whose name the caller adds. */
    public Diagnostic(Level level, String code, String file, Position position, String location, String message) {
        this(level, code, file, position, ObjectReference.NONE, List.of(), location, message);
    }

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
        return new Diagnostic(other, code, file, position, object, containers, location, message);
    }

    /** This diagnostic as one of an object. */
    public Diagnostic of(ObjectReference other) {
        return new Diagnostic(level, code, file, position, other, containers, location, message);
    }

    /** This diagnostic as one of some containers. */
    public Diagnostic of(List<String> others) {
        return new Diagnostic(level, code, file, position, object, others, location, message);
    }

    /** An error. */
    public static Diagnostic error(Problem problem, String file, Position position, String location, String message) {
        return new Diagnostic(Level.ERROR, problem.code(), file, position, location, message);
    }

    /** A warning. */
    public static Diagnostic warning(Problem problem, String file, Position position, String location, String message) {
        return new Diagnostic(Level.WARNING, problem.code(), file, position, location, message);
    }

    /** The object, the place in it, and the message: everything but file and line. */
    public String statement() {
        return (object.text().isEmpty() ? "" : object.text() + ": ")
                + (location.isEmpty() ? "" : location + ": ")
                + message;
    }

    /** One line, as compilers write it: {@code FILE:LINE: OBJECT: LOCATION: MESSAGE}, for a warning with that word. */
    public String text() {
        return file
                + (position.line() == 0 ? "" : ":" + position.line())
                + (level == Level.WARNING ? ": warning: " : ": ")
                + statement();
    }
}
