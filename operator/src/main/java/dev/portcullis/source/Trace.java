package dev.portcullis.source;

import dev.portcullis.seccomp.Architecture;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The syscalls that a program was seen to make.
 *
 * @param names their names
 * @param architectures the calling conventions that it made them through
 * @param commands the programs, where the log names them
 * @param notes what did not go into these
 */
public record Trace(
        SortedSet<String> names, SortedSet<Architecture> architectures, SortedSet<String> commands, List<Note> notes)
        implements Imported {

    /** What either of the two has. */
    public Trace and(Trace other) {
        return new Trace(
                union(names, other.names),
                union(architectures, other.architectures),
                union(commands, other.commands),
                Stream.concat(notes.stream(), other.notes.stream()).toList());
    }

    private static <T> SortedSet<T> union(SortedSet<T> a, SortedSet<T> b) {
        SortedSet<T> all = new TreeSet<>(a);
        all.addAll(b);
        return all;
    }
}
