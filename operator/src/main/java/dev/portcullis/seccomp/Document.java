package dev.portcullis.seccomp;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a filter as the plain {@code linux.seccomp} object that runc and crun read: members in a fixed order, no empty
 * ones, one trailing newline.
 */
final class Document {

    private static final ObjectWriter WRITER = new ObjectMapper()
            .writer(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private Document() {}

    /** Writes a document with remarks for people, which runtimes skip; empty when longer than the limit. */
    static Optional<String> of(Filter filter, Map<String, String> comment, int limit) {
        BoundedText text = new BoundedText(limit);
        try (JsonGenerator json = WRITER.createGenerator(text)) {
            write(filter, comment, json);
        } catch (BoundedText.FullException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("strings and numbers can always be written", e);
        }
        return Optional.of(text + "\n");
    }

    private static void write(Filter filter, Map<String, String> comment, JsonGenerator json) throws IOException {
        json.writeStartObject();
        if (!comment.isEmpty()) {
            json.writeObjectFieldStart("comment");
            for (Map.Entry<String, String> remark : comment.entrySet()) {
                json.writeStringField(remark.getKey(), remark.getValue());
            }
            json.writeEndObject();
        }
        json.writeStringField("defaultAction", filter.defaultVerdict().action().ociName());
        if (filter.defaultVerdict().errno() != null) {
            json.writeNumberField("defaultErrnoRet", filter.defaultVerdict().errno());
        }
        strings(
                "architectures",
                filter.architectures().stream()
                        .map(Architecture::ociName)
                        .sorted()
                        .toList(),
                json);
        strings("flags", filter.flags(), json);
        if (filter.listenerPath() != null) {
            json.writeStringField("listenerPath", filter.listenerPath());
        }
        if (filter.listenerMetadata() != null) {
            json.writeStringField("listenerMetadata", filter.listenerMetadata());
        }
        if (!filter.rules().isEmpty()) {
            json.writeArrayFieldStart("syscalls");
            for (Rule rule : filter.rules()) {
                write(rule, json);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void write(Rule rule, JsonGenerator json) throws IOException {
        json.writeStartObject();
        strings("names", rule.names(), json);
        json.writeStringField("action", rule.verdict().action().ociName());
        if (rule.verdict().errno() != null) {
            json.writeNumberField("errnoRet", rule.verdict().errno());
        }
        if (!rule.conditions().always()) {
            json.writeArrayFieldStart("args");
            for (Condition condition : rule.conditions().all()) {
                write(condition, json);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void write(Condition condition, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", condition.index());
        json.writeNumberField("value", unsigned(condition.value()));
        if (condition.valueTwo() != null) {
            json.writeNumberField("valueTwo", unsigned(condition.valueTwo()));
        }
        json.writeStringField("op", condition.operator().ociName());
        json.writeEndObject();
    }

    private static BigInteger unsigned(long bits) {
        return new BigInteger(Long.toUnsignedString(bits));
    }

    private static void strings(String member, Collection<String> values, JsonGenerator json) throws IOException {
        if (!values.isEmpty()) {
            json.writeArrayFieldStart(member);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }

    /** Keeps the text written, up to a limit; stops the writing there. */
    private static final class BoundedText extends Writer {

        /** The text has reached the limit. */
        static final class FullException extends IOException {
            private static final long serialVersionUID = 1L;
        }

        private final StringBuilder text = new StringBuilder();
        private final int limit;

        BoundedText(int limit) {
            this.limit = limit;
        }

        @Override
        public void write(char[] characters, int offset, int length) throws FullException {
            if (text.length() + length > limit) {
                throw new FullException();
            }
            text.append(characters, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
