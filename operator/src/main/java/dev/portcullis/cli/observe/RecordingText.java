package dev.portcullis.cli.observe;

import dev.portcullis.api.ObservedDenial;
import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.cli.report.Report;
import dev.portcullis.cli.report.TextTable;
import dev.portcullis.observation.Observations;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What was seen, for people. */
final class RecordingText {

    private static final TextTable SYSCALLS =
            new TextTable(List.of("SYSCALL", "CALLS", "ORIGIN", "ARCHITECTURE", "LAST SEEN", "VALUES"));
    private static final TextTable DENIALS =
            new TextTable(List.of("POD", "CONTAINER", "CALL", "ERRNO", "CALLS", "LAST SEEN"));

    private RecordingText() {}

    static String of(Recording recording) {
        Observations seen = recording.seen();
        StringBuilder text = new StringBuilder();
        text.append("ProfileObservation ").append(recording.name()).append(": ");
        text.append(subject(recording)).append("\n");
        if (seen.syscalls().isEmpty() && seen.containers() == 0) {
            return text.append("nothing was seen yet\n").toString();
        }
        text.append(extent(seen)).append("\n");
        text.append(seen.lost() == 0 ? "none lost" : seen.lost() + " LOST: " + String.join("; ", seen.lostReasons()))
                .append("\n");
        line(text, "kernel", seen.kernelVersions());
        line(text, "images", seen.images());
        if (!seen.syscalls().isEmpty()) {
            text.append("\nsyscalls\n");
            SYSCALLS.write(seen.syscalls().stream().map(RecordingText::row).toList(), text);
        }
        if (!seen.denials().isEmpty()) {
            text.append("\ndenials, the latest first\n");
            DENIALS.write(
                    seen.denials().stream()
                            .map(denial -> row(denial, recording))
                            .toList(),
                    text);
        }
        return text.toString();
    }

    private static String subject(Recording recording) {
        if (!recording.spec().hasSeccompProfile()) {
            return "every call, let through";
        }
        return "what SeccompProfile " + recording.spec().seccompProfile() + " denies, "
                + (recording.spec().denies() ? "denied" : "let through");
    }

    /** How much was seen, and when. */
    static String extent(Observations seen) {
        String calls = Report.counted(seen.calls(), "call") + " of "
                + Report.counted(seen.containers(), "container") + " in " + Report.counted(seen.pods(), "pod") + " on "
                + Report.counted(seen.nodes().size(), "node");
        return seen.firstSeen() == 0 || seen.lastSeen() == 0
                ? calls
                : calls + ", from " + Instant.ofEpochMilli(seen.firstSeen()) + " to "
                        + Instant.ofEpochMilli(seen.lastSeen());
    }

    private static void line(StringBuilder text, String title, Iterable<String> values) {
        String all = String.join(", ", values);
        if (!all.isEmpty()) {
            text.append(title).append(": ").append(all).append("\n");
        }
    }

    private static List<String> row(ObservedSyscall call) {
        return List.of(
                call.syscall(),
                String.valueOf(call.count()),
                call.origin(),
                SeenCall.architecture(call.architecture()),
                Objects.requireNonNullElse(call.lastSeen(), "-"),
                SeenCall.values(call));
    }

    private static List<String> row(ObservedDenial denial, Recording recording) {
        return List.of(
                denial.namespace() + "/" + denial.pod(),
                denial.container() + (Boolean.TRUE.equals(denial.exec()) ? " (exec)" : ""),
                SeenCall.call(denial, recording.spec()),
                denial.errno(),
                String.valueOf(denial.count()),
                Objects.requireNonNullElse(denial.lastSeen(), "-"));
    }
}
