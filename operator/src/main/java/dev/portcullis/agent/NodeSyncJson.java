package dev.portcullis.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.api.Attestation;
import dev.portcullis.api.FileFailure;
import dev.portcullis.api.FileRevision;
import dev.portcullis.api.NodePoolStatus;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.stream.JsonTokens;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes and reads a NodeSync as JSON without the models and the data binding of fabric8's client, which nothing else in an agent needs. */
final class NodeSyncJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    private NodeSyncJson() {}

    /** The object, owned by its Node so that Kubernetes removes it with the Node. */
    static String ofOwner(NodeIdentity node) {
        return json(json -> {
            metadata(json, node, () -> {
                json.writeArrayFieldStart("ownerReferences");
                json.writeStartObject();
                json.writeStringField("apiVersion", "v1");
                json.writeStringField("kind", "Node");
                json.writeStringField("name", node.name());
                json.writeStringField("uid", node.uid());
                json.writeEndObject();
                json.writeEndArray();
            });
        });
    }

    /** The object's status. */
    static String ofStatus(NodeIdentity node, NodeSyncStatus status) {
        return json(json -> {
            metadata(json, node, () -> {});
            json.writeObjectFieldStart("status");
            json.writeNumberField("appliedRevision", status.appliedRevision());
            json.writeNumberField("files", status.files());
            json.writeNumberField("failed", status.failed());
            failures(json, status.failures());
            Long repaired = status.repaired();
            if (repaired != null) {
                json.writeNumberField("repaired", repaired);
            }
            text(json, "lastRepairTime", status.lastRepairTime());
            text(json, "architecture", status.architecture());
            text(json, "kernelVersion", status.kernelVersion());
            text(json, "agentVersion", status.agentVersion());
            // A NodeSync may outlive its Node, and with it what was said about another disk.
            json.writeStringField("nodeUid", node.uid());
            attested(json, status.attested());
            pool(json, status.pool());
            json.writeEndObject();
        });
    }

    private static void pool(JsonGenerator json, @Nullable NodePoolStatus pool) throws IOException {
        if (pool == null) {
            return;
        }
        json.writeObjectFieldStart("pool");
        Long generation = pool.observedGeneration();
        if (generation != null) {
            json.writeNumberField("observedGeneration", generation);
        }
        Integer awaiting = pool.awaitingLabels();
        if (awaiting != null) {
            json.writeNumberField("awaitingLabels", awaiting);
        }
        if (pool.leaving() != null) {
            json.writeArrayFieldStart("leaving");
            for (FileRevision file : pool.kept()) {
                json.writeStartObject();
                json.writeStringField("file", file.file());
                json.writeNumberField("revision", file.revision());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** The operator's orders in the object at the parser. */
    static NodeOrders orders(JsonParser object) throws IOException {
        long[] generation = {0};
        Map<String, String> labels = new HashMap<>();
        Set<String> missing = new HashSet<>();
        Map<String, Long> released = new HashMap<>();
        boolean[] told = {false};
        JsonTokens.fields(object, (field, value) -> {
            switch (field) {
                case "metadata" ->
                    JsonTokens.fields(value, (of, about) -> {
                        if (of.equals("generation")) {
                            generation[0] = about.getValueAsLong();
                        }
                    });
                case "spec" ->
                    JsonTokens.fields(value, (of, about) -> {
                        told[0] = true;
                        switch (of) {
                            case "nodeLabels" -> labels.putAll(JsonTokens.texts(about));
                            case "missingLabels" ->
                                JsonTokens.elements(about, key -> missing.add(String.valueOf(JsonTokens.text(key))));
                            case "released" -> JsonTokens.elements(about, file -> released(file, released));
                            default -> {}
                        }
                    });
                default -> {}
            }
        });
        return told[0] ? new NodeOrders(generation[0], new NodeLabels(labels, missing), released) : NodeOrders.NONE;
    }

    private static void released(JsonParser entry, Map<String, Long> released) throws IOException {
        String[] file = {""};
        long[] revision = {0};
        JsonTokens.fields(entry, (of, about) -> {
            switch (of) {
                case "file" -> file[0] = String.valueOf(JsonTokens.text(about));
                case "revision" -> revision[0] = about.getValueAsLong();
                default -> {}
            }
        });
        released.put(file[0], revision[0]);
    }

    /** The history in an object; none in one that tells of the disk of another Node of this name. */
    static List<Attestation> attested(JsonParser object, NodeIdentity node) throws IOException {
        List<Attestation> attested = new ArrayList<>();
        String[] uid = {null};
        object.nextToken();
        JsonTokens.fields(object, (field, value) -> {
            if (field.equals("status")) {
                JsonTokens.fields(value, (of, about) -> {
                    switch (of) {
                        case "nodeUid" -> uid[0] = JsonTokens.text(about);
                        case "attested" -> JsonTokens.elements(about, moment -> attested.add(attestation(moment)));
                        default -> {}
                    }
                });
            }
        });
        return node.uid().equals(uid[0]) ? attested : List.of();
    }

    private static Attestation attestation(JsonParser moment) throws IOException {
        long[] revision = {0};
        String[] time = {""};
        JsonTokens.fields(moment, (field, value) -> {
            switch (field) {
                case "revision" -> revision[0] = value.getValueAsLong();
                case "time" -> time[0] = String.valueOf(JsonTokens.text(value));
                default -> {}
            }
        });
        return new Attestation(revision[0], time[0]);
    }

    private static void attested(JsonGenerator json, @Nullable List<Attestation> attested) throws IOException {
        if (attested == null) {
            return;
        }
        json.writeArrayFieldStart("attested");
        for (Attestation moment : attested) {
            json.writeStartObject();
            json.writeNumberField("revision", moment.revision());
            json.writeStringField("time", moment.time());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void failures(JsonGenerator json, @Nullable List<FileFailure> failures) throws IOException {
        if (failures == null) {
            return;
        }
        json.writeArrayFieldStart("failures");
        for (FileFailure failure : failures) {
            json.writeStartObject();
            json.writeStringField("file", failure.file());
            json.writeStringField("reason", failure.reason());
            json.writeStringField("message", failure.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void text(JsonGenerator json, String field, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(field, text);
        }
    }

    private static void metadata(JsonGenerator json, NodeIdentity node, MetadataWriter more) throws IOException {
        json.writeStringField("apiVersion", "portcullis.dev/v1");
        json.writeStringField("kind", "NodeSync");
        json.writeObjectFieldStart("metadata");
        json.writeStringField("name", node.name());
        more.write();
        json.writeEndObject();
    }

    private static String json(ObjectWriter object) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            object.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private interface MetadataWriter {
        void write() throws IOException;
    }

    private interface ObjectWriter {
        void write(JsonGenerator json) throws IOException;
    }
}
