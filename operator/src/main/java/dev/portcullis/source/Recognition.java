package dev.portcullis.source;

import dev.portcullis.seccomp.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which kind of text this is: by what its first lines say, never by the file's name. */
final class Recognition {

    /** YAML's own words, or a member of a profile or of a Kubernetes object at the outermost level. */
    private static final Pattern YAML =
            Pattern.compile("(?:---(?: .*)?|%YAML .*|\"?(?:apiVersion|kind|metadata|spec|items"
                    + "|baseProfiles|defaultAction|defaultErrnoRet|defaultErrno|architectures|archMap|flags|listenerPath"
                    + "|listenerMetadata|syscalls|ociVersion|linux|process|root|hooks|mounts)\"?\\s*:(?: .*)?)");

    private Recognition() {}

    /**
     * The kind of a text that begins with these lines; empty if none of them tells.
     *
     * @param lines as many as are at hand
     */
    static Optional<Format> of(List<String> lines) {
        LineParser strace = new StraceParser(Architecture.X86_64);
        return lines.stream()
                .flatMap(line -> ofLine(withoutByteOrderMark(line), strace).stream())
                .findFirst();
    }

    private static Optional<Format> ofLine(String line, LineParser strace) {
        if (line.startsWith("{") || line.stripLeading().startsWith("{")) {
            return Optional.of(Format.PROFILE);
        }
        if (AuditParser.recognises(line)) {
            return Optional.of(Format.AUDIT);
        }
        if (StraceSummary.isHeader(line) || StraceParser.isMode(line) || strace.parse(line) instanceof Line.Call) {
            return Optional.of(Format.STRACE);
        }
        return YAML.matcher(line).matches() && !line.startsWith("--- SIG")
                ? Optional.of(Format.PROFILE)
                : Optional.empty();
    }

    private static String withoutByteOrderMark(String line) {
        return line.startsWith("\uFEFF") ? line.substring(1) : line;
    }
}
