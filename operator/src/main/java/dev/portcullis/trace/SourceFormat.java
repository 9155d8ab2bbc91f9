package dev.portcullis.trace;

import dev.portcullis.seccomp.Architecture;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The formats of texts that profiles are made from. */
public enum SourceFormat {
    /** A profile in JSON or YAML, in any dialect. */
    PROFILE,
    /** The output of strace(1): calls, a summary table, or both. */
    STRACE,
    /** The output of ltrace(1) with {@code -S}: library calls, and syscalls. */
    LTRACE,
    /** Seccomp's log lines, from the kernel, journald, auditd or auditbeat. */
    AUDIT;

    /** YAML's own words, or a member of a profile or of a Kubernetes object at the outermost level. */
    private static final Pattern YAML =
            Pattern.compile("(?:---(?: .*)?|%YAML .*|\"?(?:apiVersion|kind|metadata|spec|items"
                    + "|baseProfiles|defaultAction|defaultErrnoRet|defaultErrno|architectures|archMap|flags|listenerPath"
                    + "|listenerMetadata|syscalls|ociVersion|linux|process|root|hooks|mounts)\"?\\s*:(?: .*)?)");

    /** The word on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format of a text that begins with these lines, whatever the file's name; empty if no line tells. */
    public static Optional<SourceFormat> recognise(List<String> lines) {
        if (lines.stream().anyMatch(LtraceParser::isSyscall)) {
            return Optional.of(LTRACE);
        }
        if (lines.stream().anyMatch(LtraceParser::isStart)) {
            return Optional.empty();
        }
        LineParser strace = new StraceParser(Architecture.X86_64);
        return lines.stream().flatMap(line -> ofLine(line, strace).stream()).findFirst();
    }

    private static Optional<SourceFormat> ofLine(String line, LineParser strace) {
        if (AuditEvent.recognises(line)) {
            return Optional.of(AUDIT);
        }
        if (line.startsWith("{")
                || line.startsWith("//")
                || line.stripLeading().startsWith("{")
                || line.startsWith("[{")
                || line.strip().equals("[")) {
            return Optional.of(PROFILE);
        }
        if (AuditParser.recognises(line)) {
            return Optional.of(AUDIT);
        }
        if (StraceSummary.isHeader(line) || StraceParser.isMode(line) || strace.parse(line) instanceof Line.Call) {
            return Optional.of(STRACE);
        }
        return YAML.matcher(line).matches() && !line.startsWith("--- SIG") ? Optional.of(PROFILE) : Optional.empty();
    }
}
