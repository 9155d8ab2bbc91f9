package dev.portcullis.trace;

import dev.portcullis.seccomp.Architecture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The output of {@code ltrace -S}: its {@code SYS_} lines are like strace's, all others are calls of libraries. */
final class LtraceParser implements LineParser {

    private static final Pattern SYSCALL =
            Pattern.compile("((?:\\[pid +[0-9]+] |[0-9:.]+ )*)SYS_([a-z_][a-z0-9_]*\\(.*)");
    /** The first call of most programs, which is no syscall. */
    private static final Pattern START = Pattern.compile("(?:\\[pid +[0-9]+] |[0-9:.]+ )*__libc_start_main\\(.*");

    private final LineParser strace;

    /** @param machine the architecture of the machine on which ltrace ran */
    LtraceParser(Architecture machine) {
        this.strace = new StraceParser(machine);
    }

    /** Returns whether the line is a syscall of ltrace. */
    static boolean isSyscall(String line) {
        return SYSCALL.matcher(line).matches();
    }

    /** Returns whether a trace of libraries begins here. */
    static boolean isStart(String line) {
        return START.matcher(line).matches();
    }

    @Override
    public Line parse(String line) {
        Matcher syscall = SYSCALL.matcher(line);
        return syscall.matches() ? strace.parse(syscall.group(1) + syscall.group(2)) : Line.NOTHING;
    }
}
