package dev.portcullis.trace;

import dev.portcullis.manifest.DocumentReader;
import dev.portcullis.manifest.Node;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A line of JSON that wraps an audit record: an entry of {@code journalctl -o json}, or an event of auditbeat.
 *
 * @param record the record as the kernel's log has it; empty if the event is about something else
 */
record AuditEvent(String record) {

    /** A line of JSON; {@code -o json-seq} has a separator before, {@code -o json-sse} a word. */
    private static final Pattern EVENT =
            Pattern.compile("\\x1e?(?:data: )?\\{.*(?:\"__REALTIME_TIMESTAMP\"|\"auditd\").*}");

    /** Returns whether a line is such an event. */
    static boolean recognises(String line) {
        return EVENT.matcher(line).matches();
    }

    /** The event in a line; empty if the line is none. */
    static Optional<AuditEvent> of(String line) {
        if (!recognises(line)) {
            return Optional.empty();
        }
        return DocumentReader.withComments("event.json", line.substring(line.indexOf('{'))).roots().stream()
                .findFirst()
                .map(root -> new AuditEvent(root.member("auditd")
                        .map(auditd -> auditbeat(root, auditd))
                        .orElseGet(() -> journald(root))));
    }

    private static String journald(Node root) {
        String message = root.member("MESSAGE").map(AuditEvent::text).orElse("");
        boolean audit = root.text("_TRANSPORT").orElse("").equals("audit");
        return audit ? "audit: " + message : message;
    }

    /** The text of a field; journald writes one with control characters as a list of bytes. */
    private static String text(Node field) {
        if (field instanceof Node.Sequence list) {
            byte[] bytes = new byte[list.items().size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) list.items().get(i).json().asInt();
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return field.json().asText("");
    }

    private static String auditbeat(Node root, Node auditd) {
        Optional<Node> data = auditd.member("data");
        boolean seccomp = auditd.text("message_type").orElse("").equals("seccomp");
        if (!seccomp || data.isEmpty()) {
            return "";
        }
        String command =
                root.member("process").flatMap(process -> process.text("name")).orElse("");
        return "type=SECCOMP comm=\"" + command.replaceAll("[\\s\"]", "_") + "\" arch=" + field(data.get(), "arch")
                + " syscall=" + field(data.get(), "syscall");
    }

    private static String field(Node data, String name) {
        return data.member(name).map(value -> value.json().asText("")).orElse("");
    }
}
