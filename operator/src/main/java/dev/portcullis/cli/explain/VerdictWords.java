package dev.portcullis.cli.explain;

import dev.portcullis.seccomp.Errno;
import dev.portcullis.seccomp.Verdict;

/** What happens to a syscall, as the end of a sentence that begins with its name. */
final class VerdictWords {

    private VerdictWords() {}

    static String of(Verdict verdict) {
        return switch (verdict.action()) {
            case ALLOW -> "is allowed";
            case LOG -> "is allowed, and logged";
            case ERRNO -> "fails with " + errno(verdict.returned());
            case TRACE -> "is left to a tracer, and without one fails with ENOSYS";
            case TRAP -> "is stopped with the signal SIGSYS";
            case NOTIFY -> "is left to the process at listenerPath";
            case KILL_PROCESS -> "kills the process";
            case KILL_THREAD -> "kills the thread that makes it";
        };
    }

    private static String errno(int number) {
        return number == 0
                ? "errno 0: it does nothing and looks successful"
                : Errno.name(number)
                        .map(name -> name + " (errno " + number + ")")
                        .orElse("errno " + number);
    }
}
