package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.List;

/** Checks whether programs can fall back on a syscall that a filter allows from a newer one that it does not. */
final class FallbackWarnings {

    /**
     * The pairs where a libc takes nothing but ENOSYS for the lack of the newer call: glibc (clone-internal.c, faccessat.c,
     * fstatat64.c and fchmodat.c in sysdeps/unix/sysv/linux) and musl (src/stat/fstatat.c, src/stat/fchmodat.c).
     */
    private static final List<Pair> PAIRS = List.of(
            new Pair("clone3", "clone"),
            new Pair("faccessat2", "faccessat"),
            new Pair("fchmodat2", "fchmodat"),
            new Pair("statx", "newfstatat"));

    private FallbackWarnings() {}

    static void check(BestVerdicts verdicts, Findings findings) {
        if (verdicts.byDefault().action().letsThrough()) {
            return;
        }
        List<String> told = new ArrayList<>();
        List<String> newer = new ArrayList<>();
        for (Pair pair : PAIRS) {
            Verdict verdict = verdicts.of(pair.newer());
            if (verdicts.letsThrough(pair.older())
                    && !verdict.action().letsThrough()
                    && (verdict.action() != Action.ERRNO || verdict.returned() != Errno.ENOSYS)) {
                told.add(pair.older() + " but not " + pair.newer());
                newer.add(pair.newer());
            }
        }
        if (!told.isEmpty()) {
            findings.add(
                    Finding.Code.NO_FALLBACK,
                    "spec.syscalls",
                    "allows " + String.join(", ", told)
                            + ": a libc that tries the newer call first takes only ENOSYS for"
                            + " its lack; answer " + String.join(", ", newer)
                            + " with errnoRet: 38, or everything that is"
                            + " not listed with defaultErrnoRet: 38");
        }
    }

    private record Pair(String newer, String older) {}
}
