package dev.portcullis.observation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Operator;
import dev.portcullis.seccomp.Rule;
import dev.portcullis.seccomp.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedSet;

/**
 * Writes {@link ListenerMetadata}. A verdict is an errno, or an action by its OCI name; a condition is the index, the
 * operator, and one number or two in hexadecimal.
 */
final class ListenerMetadataText {

    /** What this build writes and reads. */
    static final int VERSION = 1;

    private static final JsonFactory JSON = new JsonFactory();

    private ListenerMetadataText() {}

    static String of(ListenerMetadata metadata) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("observation", metadata.observation());
            json.writeStringField("uid", metadata.uid());
            json.writeNumberField("generation", metadata.generation());
            json.writeStringField("response", metadata.response().word());
            if (metadata.profile() != null) {
                profile(metadata.profile(), json);
            }
            json.writeObjectFieldStart("arguments");
            for (Map.Entry<String, SortedSet<Integer>> one :
                    metadata.arguments().entrySet()) {
                json.writeArrayFieldStart(one.getKey());
                for (int index : one.getValue()) {
                    json.writeNumber(index);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("strings and numbers can always be written", e);
        }
        return text.toString();
    }

    private static void profile(ObservedProfile profile, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("profile");
        verdict("default", profile.byDefault(), json);
        json.writeObjectFieldStart("newest");
        for (Map.Entry<Architecture, Integer> one : profile.newest().entrySet()) {
            json.writeNumberField(one.getKey().ociName(), one.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("rules");
        for (Rule rule : profile.rules()) {
            rule(rule, json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void rule(Rule rule, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("names");
        for (String name : rule.names()) {
            json.writeString(name);
        }
        json.writeEndArray();
        verdict("verdict", rule.verdict(), json);
        json.writeArrayFieldStart("args");
        for (Condition condition : rule.conditions().all()) {
            json.writeStartArray();
            json.writeNumber(condition.index());
            json.writeString(condition.operator().ociName());
            json.writeString("0x" + Long.toHexString(condition.value()));
            if (condition.operator() == Operator.MASKED_EQ) {
                Long two = condition.valueTwo();
                json.writeString("0x" + Long.toHexString(two == null ? 0 : two));
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void verdict(String member, Verdict verdict, JsonGenerator json) throws IOException {
        if (verdict.action() == Action.ERRNO) {
            json.writeNumberField(member, verdict.returned());
        } else {
            json.writeStringField(member, verdict.action().ociName());
        }
    }
}
