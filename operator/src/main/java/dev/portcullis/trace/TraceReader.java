package dev.portcullis.trace;

import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.wording.Excerpt;
import java.io.IOException;
import java.io.Reader;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Collects the syscalls of a log while it streams by, in bounded memory. */
public final class TraceReader {

    /** The most characters of a line that a message shows. */
    private static final int SHOWN = 123;
    /** A program can name itself as it likes; a comment need not hold all names. */
    private static final int MAX_COMMANDS = 16;
    /** The most characters of a line that are kept: what a log line is about stands at its start. */
    private static final int MAX_LENGTH = 1 << 16;

    private static final int END = -1;

    private final String file;
    private final Reader text;
    private final SortedSet<String> names = new TreeSet<>();
    private final SortedSet<Architecture> architectures = new TreeSet<>();
    private final SortedSet<String> commands = new TreeSet<>();
    private final Set<String> remarks = new HashSet<>();
    private final List<Diagnostic> diagnostics;
    private final int first;
    private @Nullable String firstUnreadable;
    private Position firstPosition = Position.FILE;
    private int unreadable;
    private int number;

    private TraceReader(String file, Reader text, List<Diagnostic> diagnostics) {
        this.file = file;
        this.text = text;
        this.diagnostics = diagnostics;
        this.first = diagnostics.size();
    }

    /**
     * The syscalls of a log, unless diagnostics say why there are none.
     *
     * @param file as messages name it
     * @param machine the architecture of the machine on which strace ran; audit lines name theirs
     */
    public static Optional<Trace> read(
            String file, Reader text, SourceFormat format, Architecture machine, List<Diagnostic> diagnostics)
            throws IOException {
        LineParser parser =
                switch (format) {
                    case AUDIT -> new AuditParser();
                    case LTRACE -> new LtraceParser(machine);
                    case STRACE, PROFILE -> new StraceParser(machine);
                };
        TraceReader reader = new TraceReader(file, text, diagnostics);
        for (String line = reader.next(); line != null; line = reader.next()) {
            reader.take(parser.parse(line), line);
        }
        return reader.trace();
    }

    /** The next line without its end, cut where it is too long; null at the end of the text. */
    private @Nullable String next() throws IOException {
        int c = text.read();
        if (c == END) {
            return null;
        }
        number++;
        StringBuilder line = new StringBuilder();
        for (; c != END && c != '\n'; c = text.read()) {
            if (line.length() < MAX_LENGTH) {
                line.append((char) c);
            }
        }
        int last = line.length() - 1;
        if (last >= 0 && line.charAt(last) == '\r') {
            line.setLength(last);
        }
        return line.toString();
    }

    private void take(Line said, String line) {
        switch (said) {
            case Line.Call call -> {
                names.addAll(call.names());
                architectures.add(call.architecture());
                if (!call.command().isEmpty() && commands.size() < MAX_COMMANDS) {
                    commands.add(call.command().replaceAll("[\\p{Cc}\\u2028\\u2029]", "?"));
                }
            }
            case Line.Remark remark -> {
                if (remarks.add(remark.message())) {
                    diagnostics.add(incomplete(new Position(number, 1), remark.message()));
                }
            }
            case Line.Unreadable why -> {
                unreadable++;
                if (firstUnreadable == null) {
                    firstUnreadable = why.reason() + ": " + shown(line);
                    firstPosition = new Position(number, 1);
                }
            }
            case Line.Nothing nothing -> {}
        }
    }

    private Optional<Trace> trace() {
        if (names.isEmpty()) {
            diagnostics.subList(first, diagnostics.size()).clear();
            String hint = firstUnreadable == null
                    ? ""
                    : " (" + file + ":" + firstPosition.line() + ": " + unreadableLines(firstUnreadable) + ")";
            diagnostics.add(Diagnostic.error(
                    Problem.NO_SYSCALL,
                    file,
                    Position.FILE,
                    "",
                    "there is no syscall in it" + hint + "; record the program with strace -f -o FILE, or name the"
                            + " format with --format"));
            return Optional.empty();
        }
        if (firstUnreadable != null) {
            diagnostics.add(first, incomplete(firstPosition, unreadableLines(firstUnreadable)));
        }
        return Optional.of(new Trace(names, architectures, commands));
    }

    private Diagnostic incomplete(Position position, String message) {
        return Diagnostic.warning(Problem.INCOMPLETE, file, position, "", message);
    }

    private String unreadableLines(String one) {
        return unreadable == 1 ? one : one + " (the first of " + unreadable + " lines that were passed over)";
    }

    private static String shown(String line) {
        return Excerpt.of(line.strip(), SHOWN, Excerpt.DOTS);
    }
}
