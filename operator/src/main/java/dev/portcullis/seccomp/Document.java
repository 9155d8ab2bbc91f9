package dev.portcullis.seccomp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;

/**
 * Writes a filter as the plain {@code linux.seccomp} object that runc and crun read. Members in a fixed order, absent
 * what the filter does not say, one trailing newline.
 */
final class Document {

    private static final ObjectWriter WRITER = new ObjectMapper()
            .writer(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private Document() {}

    static String of(Filter filter) {
        return of(filter, Map.of());
    }

    /** With remarks for people, which every runtime skips. */
    static String of(Filter filter, Map<String, String> comment) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        if (!comment.isEmpty()) {
            comment.forEach(document.putObject("comment")::put);
        }
        document.put("defaultAction", filter.defaultVerdict().action().ociName());
        if (filter.defaultVerdict().errno() != null) {
            document.put("defaultErrnoRet", filter.defaultVerdict().errno());
        }
        strings(
                document,
                "architectures",
                filter.architectures().stream()
                        .map(Architecture::ociName)
                        .sorted()
                        .toList());
        strings(document, "flags", filter.flags());
        if (filter.listenerPath() != null) {
            document.put("listenerPath", filter.listenerPath());
        }
        if (filter.listenerMetadata() != null) {
            document.put("listenerMetadata", filter.listenerMetadata());
        }
        if (!filter.rules().isEmpty()) {
            filter.rules()
                    .forEach(rule -> rule(rule, document.withArray("syscalls").addObject()));
        }
        try {
            return WRITER.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings and numbers can always be written", e);
        }
    }

    private static void rule(Rule rule, ObjectNode target) {
        strings(target, "names", rule.names());
        target.put("action", rule.verdict().action().ociName());
        if (rule.verdict().errno() != null) {
            target.put("errnoRet", rule.verdict().errno());
        }
        for (Condition condition : rule.conditions().all()) {
            ObjectNode arg = target.withArray("args").addObject();
            arg.put("index", condition.index());
            arg.put("value", unsigned(condition.value()));
            if (condition.valueTwo() != null) {
                arg.put("valueTwo", unsigned(condition.valueTwo()));
            }
            arg.put("op", condition.operator().ociName());
        }
    }

    private static BigInteger unsigned(long bits) {
        return new BigInteger(Long.toUnsignedString(bits));
    }

    private static void strings(ObjectNode target, String member, Collection<String> values) {
        if (!values.isEmpty()) {
            values.forEach(target.putArray(member)::add);
        }
    }
}
