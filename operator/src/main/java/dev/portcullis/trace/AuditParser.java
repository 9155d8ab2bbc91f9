package dev.portcullis.trace;

import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.SyscallTable;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Seccomp's audit lines (kernel/auditsc.c, {@code audit_seccomp}), as the kernel's log, journald, auditd, or {@code
 * ausearch} with and without {@code -i} show them. Other lines of such logs are passed over.
 */
final class AuditParser implements LineParser {

    private static final Pattern SECCOMP =
            Pattern.compile("\\btype=(?:1326|SECCOMP)\\b|\\baudit(?:\\[\\d+])?: SECCOMP ");
    /** The kernel's own words when lines were lost (kernel/audit.c, lib/ratelimit.c). */
    private static final Pattern LOST =
            Pattern.compile("audit_printk_skb: |kauditd_printk_skb: |audit_lost=|audit: rate limit exceeded");
    /** A record of another type, ausearch's dividers, or a line of the kernel's log, of dmesg, or of a journal. */
    private static final Pattern OTHER = Pattern.compile(
            "^(?:type=|node=|time->|----|<[0-9]+>|\\[ *[0-9]+\\.[0-9]+]"
                    + "|[0-9]+,[0-9]+,[0-9]+,| *_*[A-Z][A-Z_0-9]*=|[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} |[0-9]{4}-[0-9]{2}-[0-9]{2}[T ])");
    /** The audit library's word for a syscall that it does not know. */
    private static final Pattern NUMBER = Pattern.compile("(?:unknown-syscall\\()?([0-9]{1,10})\\)?");

    private final SyscallTable table = SyscallTable.linux();

    /** Returns whether the line is a record of seccomp. */
    static boolean recognises(String line) {
        return SECCOMP.matcher(line).find();
    }

    @Override
    public Line parse(String line) {
        Optional<AuditEvent> event = AuditEvent.of(line);
        if (event.isPresent()) {
            Line said = plain(event.get().record());
            return said instanceof Line.Unreadable && !recognises(event.get().record()) ? Line.NOTHING : said;
        }
        return plain(line);
    }

    private Line plain(String line) {
        if (recognises(line)) {
            return seccomp(new Fields(line));
        }
        if (LOST.matcher(line).find()) {
            return new Line.Remark(
                    "the kernel left out audit lines, so syscalls may be missing here; lift its rate limit"
                            + " (sysctl kernel.printk_ratelimit=0, or run auditd) and record again");
        }
        return line.isBlank() || OTHER.matcher(line).find()
                ? Line.NOTHING
                : new Line.Unreadable("this is not an audit line");
    }

    private Line seccomp(Fields fields) {
        Optional<String> arch = fields.get("arch");
        Optional<String> syscall = fields.get("syscall");
        if (arch.isEmpty() || syscall.isEmpty()) {
            return new Line.Unreadable("the audit line has no arch= and syscall=");
        }
        Optional<Architecture> architecture = AuditArchitecture.of(arch.get());
        if (architecture.isEmpty()) {
            return new Line.Unreadable("arch=" + arch.get() + " is no architecture that this build knows");
        }
        return call(architecture.get(), syscall.get(), fields.text("comm").orElse(""));
    }

    private Line call(Architecture logged, String syscall, String command) {
        Matcher number = NUMBER.matcher(syscall);
        if (!number.matches()) {
            return table.knows(syscall)
                    ? new Line.Call(List.of(syscall), logged, command)
                    : new Line.Unreadable("syscall=" + syscall + " is no syscall that this build knows");
        }
        int value = (int) Long.parseLong(number.group(1));
        Architecture architecture = AuditArchitecture.ofCall(logged, value);
        Optional<String> name = table.name(architecture, value);
        return name.isPresent()
                ? new Line.Call(List.of(name.get()), architecture, command)
                : new Line.Unreadable("this build knows no syscall " + value + " of " + architecture.ociName());
    }

    /** The {@code name=value} fields of an audit line. */
    private record Fields(String line) {

        /** The value of a field without its quotes; empty if the line does not have it. */
        Optional<String> get(String name) {
            return raw(name).map(value -> value.replace("\"", ""));
        }

        /** A text field: the kernel writes it in quotes, or in hexadecimal when it has blanks or quotes itself. */
        Optional<String> text(String name) {
            return raw(name).map(value -> {
                boolean hex = !value.startsWith("\"") && value.length() % 2 == 0 && value.matches("[0-9A-F]{2,64}");
                return hex
                        ? new String(HexFormat.of().parseHex(value), StandardCharsets.UTF_8)
                        : value.replace("\"", "");
            });
        }

        private Optional<String> raw(String name) {
            String key = " " + name + "=";
            int at = line.indexOf(key);
            if (at < 0) {
                return Optional.empty();
            }
            int from = at + key.length();
            int to = from;
            // The fields that auditd adds in its "enriched" format follow after a group separator.
            while (to < line.length() && !Character.isWhitespace(line.charAt(to)) && line.charAt(to) != '\u001d') {
                to++;
            }
            return Optional.of(line.substring(from, to));
        }
    }
}
