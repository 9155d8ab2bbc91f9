package dev.portcullis.trace;

import dev.portcullis.seccomp.Architecture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The output of strace(1) with any of its options: calls, and the summary tables of {@code -c} and {@code -C}. */
final class StraceParser implements LineParser {

    private static final List<String> NEVER_RETURN = List.of("exit", "exit_group");
    private static final String RESTART = "restart_syscall";
    private static final Pattern MODE =
            Pattern.compile("\\[ Process PID=([0-9]+) runs in (64 bit|32 bit|x32) mode\\. ]");
    /** A call; the name may carry a mark of strace's own. */
    private static final Pattern CALL = Pattern.compile("((?:64:)?[A-Za-z_][A-Za-z0-9_]*(?:#64)?)\\(.*");

    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. ([A-Za-z0-9_:#]+) resumed>.*");
    /** The process ended before strace could ask for the number. */
    private static final Pattern UNTOLD = Pattern.compile("\\?+\\( ?<(?:unfinished|detached) \\.\\.\\.>");

    private static final Pattern INTERRUPTED = Pattern.compile(".*<\\.\\.\\. resuming interrupted ([a-z0-9_]+) .*");
    /** Signals, ends, hex dumps, stack traces, and what strace says about itself. */
    private static final Pattern OTHER = Pattern.compile(
            "(?:--- .* ---|\\+\\+\\+ .* \\+\\+\\+|\\| .*|> .*|strace: .*|-{2,}[- ]*|total|<(?:unfinished|detached) \\.\\.\\.>"
                    + "|Process [0-9]+ (?:attached|detached|resumed|suspended).*)");

    private final StraceNames names = new StraceNames();
    private final Architecture machine;
    private final Map<String, Architecture> modes = new HashMap<>();
    private Optional<StraceSummary> table = Optional.empty();
    private Architecture tableMode;
    private Architecture latestMode;

    /** @param machine the architecture of the machine on which strace ran */
    StraceParser(Architecture machine) {
        this.machine = machine;
        this.tableMode = machine;
        this.latestMode = machine;
    }

    /** Returns whether the line tells the mode of a process. */
    static boolean isMode(String line) {
        return MODE.matcher(StracePrefix.of(line).rest()).matches();
    }

    @Override
    public Line parse(String line) {
        if (StraceSummary.isHeader(line)) {
            table = Optional.of(new StraceSummary(line));
            return new Line.Remark("strace -c does not count calls that never return: exit and exit_group are added");
        }
        Optional<String> mode = StraceSummary.mode(line);
        if (mode.isPresent()) {
            tableMode = architecture(mode.get(), machine);
            return Line.NOTHING;
        }
        if (table.isPresent()) {
            return row(table.get(), line);
        }
        Optional<String> lonely = StraceSummary.lonelyRow(line);
        return lonely.isPresent() && !names.resolve(lonely.get(), tableMode).isEmpty()
                ? counted(lonely.get())
                : entry(line);
    }

    /** The calling convention of a mode (strace's {@code PERSONALITY_NAMES}) of the machine on which strace ran. */
    private static Architecture architecture(String mode, Architecture machine) {
        if (mode.equals("x32")) {
            return Architecture.X32;
        }
        return mode.equals("32 bit")
                ? machine.subArchitectures().stream().findFirst().orElse(machine)
                : machine;
    }

    private Line row(StraceSummary summary, String line) {
        Optional<String> name = summary.syscall(line);
        if (summary.hasEnded()) {
            table = Optional.empty();
            tableMode = machine;
        }
        return name.isEmpty() ? Line.NOTHING : counted(name.get());
    }

    private Line counted(String name) {
        Line said = call(name, "", tableMode);
        return said instanceof Line.Call call
                ? new Line.Call(
                        Stream.concat(call.names().stream(), NEVER_RETURN.stream())
                                .toList(),
                        call.architecture(),
                        "")
                : said;
    }

    private Line entry(String line) {
        StracePrefix prefix = StracePrefix.of(line);
        String rest = prefix.rest();
        Matcher mode = MODE.matcher(rest);
        if (mode.matches()) {
            latestMode = architecture(mode.group(2), machine);
            modes.put(mode.group(1), latestMode);
            return Line.NOTHING;
        }
        if (rest.isEmpty() || OTHER.matcher(rest).matches()) {
            return Line.NOTHING;
        }
        // A line names no process while there is only one.
        Architecture architecture = prefix.pid().isEmpty() ? latestMode : modes.getOrDefault(prefix.pid(), machine);
        Matcher call = CALL.matcher(rest);
        if (call.matches()) {
            return call(call.group(1), rest, architecture);
        }
        Matcher resumed = RESUMED.matcher(rest);
        if (resumed.matches()) {
            return call(resumed.group(1), "", architecture);
        }
        return new Line.Unreadable(
                UNTOLD.matcher(rest).matches()
                        ? "strace could not tell which syscall this was"
                        : "this is not a line of strace");
    }

    private Line call(String name, String text, Architecture architecture) {
        List<String> found = new ArrayList<>(names.resolve(name, architecture));
        if (found.isEmpty()) {
            return new Line.Unreadable("this build knows no syscall " + name + " of " + architecture.ociName());
        }
        // The interrupted call began before the trace did; its name is not in the log otherwise.
        if (name.equals(RESTART)) {
            Matcher interrupted = INTERRUPTED.matcher(text);
            found.addAll(interrupted.matches() ? names.resolve(interrupted.group(1), architecture) : List.of());
        }
        // A log need not tell the mode: strace -q leaves it out, and so does a log that begins later.
        return new Line.Call(found, architecture == machine ? names.convention(found, machine) : architecture, "");
    }
}
