package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a runtime lets through although its author can hardly have meant it. */
final class Warnings {

    private static final int MAX_NAMES = 10;
    private static final SyscallTable TABLE = SyscallTable.linux();

    private Warnings() {}

    static List<Finding> of(Profile profile) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < profile.rules().size(); i++) {
            List<String> unknown = profile.rules().get(i).names().stream()
                    .filter(name -> !TABLE.knows(name))
                    .toList();
            if (!unknown.isEmpty()) {
                findings.add(new Finding(
                        Finding.Code.UNKNOWN_SYSCALL, "spec.syscalls[" + i + "].names", unknownSyscalls(unknown)));
            }
        }
        return findings;
    }

    private static String unknownSyscalls(List<String> names) {
        String listed =
                names.stream().limit(MAX_NAMES).map(Warnings::withNearest).collect(Collectors.joining(", "));
        String more = names.size() > MAX_NAMES ? " and " + (names.size() - MAX_NAMES) + " more" : "";
        return "no architecture has " + listed + more + "; runtimes skip such names without a word";
    }

    private static String withNearest(String name) {
        return TABLE.nearest(name)
                .map(near -> name + " (did you mean " + near + "?)")
                .orElse(name);
    }
}
