package dev.portcullis.source;

import dev.portcullis.seccomp.Architecture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects the syscalls of a log while it streams by. */
final class TraceReader {

    /** Of a line that is shown, in characters. */
    private static final int SHOWN = 120;
    /** A program can name itself what it likes; a comment does not have to hold all of it. */
    private static final int MAX_COMMANDS = 16;

    private final String file;
    private final SortedSet<String> names = new TreeSet<>();
    private final SortedSet<Architecture> architectures = new TreeSet<>();
    private final SortedSet<String> commands = new TreeSet<>();
    private final Map<String, Note> remarks = new LinkedHashMap<>();
    private @Nullable Note firstUnreadable;
    private int unreadable;

    private TraceReader(String file) {
        this.file = file;
    }

    /**
     * The syscalls of a log.
     *
     * @param file what the log is called in messages
     * @throws SourceException if there are none
     */
    static Trace read(String file, TextLines lines, LineParser parser) throws IOException, SourceException {
        TraceReader reader = new TraceReader(file);
        for (String line = lines.next(); line != null; line = lines.next()) {
            reader.take(parser.parse(line), line, new Location(file, lines.number()));
        }
        return reader.trace();
    }

    private void take(Line said, String line, Location location) {
        switch (said) {
            case Line.Call call -> {
                names.addAll(call.names());
                architectures.add(call.architecture());
                if (!call.command().isEmpty() && commands.size() < MAX_COMMANDS) {
                    commands.add(Note.onOneLine(call.command()));
                }
            }
            case Line.Remark remark -> remarks.putIfAbsent(remark.message(), new Note(location, remark.message()));
            case Line.Unreadable why -> {
                unreadable++;
                if (firstUnreadable == null) {
                    firstUnreadable = new Note(location, why.reason() + ": " + shown(line));
                }
            }
            case Line.Nothing nothing -> {}
        }
    }

    private Trace trace() throws SourceException {
        List<Note> notes = new ArrayList<>(unreadableNotes());
        if (names.isEmpty()) {
            String hint = notes.isEmpty() ? "" : " (" + notes.getFirst() + ")";
            throw new SourceException(
                    Location.of(file),
                    "there is no syscall in it" + hint + "; record the program with strace -f -o FILE, or name the"
                            + " format with --format");
        }
        notes.addAll(remarks.values());
        return new Trace(names, architectures, commands, notes);
    }

    private List<Note> unreadableNotes() {
        return Stream.ofNullable(firstUnreadable)
                .map(first -> unreadable == 1
                        ? first
                        : new Note(
                                first.location(),
                                first.message() + " (the first of " + unreadable + " lines that were passed over)"))
                .toList();
    }

    private static String shown(String line) {
        String text = line.strip();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
