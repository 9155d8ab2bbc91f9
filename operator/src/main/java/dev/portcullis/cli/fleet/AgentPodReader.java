package dev.portcullis.cli.fleet;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.stream.JsonTokens;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a pod of ours; its members come in any order. */
final class AgentPodReader {

    private String name = "";
    private @Nullable String node;
    private @Nullable String wanted;
    private boolean ready;
    private boolean deleted;
    private int restarts;
    private @Nullable String waiting;
    private @Nullable String ended;
    private String image = "";

    private AgentPodReader() {}

    /** The pod at which the parser stands. */
    static AgentState read(JsonParser pod) throws IOException {
        AgentPodReader reader = new AgentPodReader();
        JsonTokens.fields(pod, (field, value) -> {
            switch (field) {
                case "metadata" -> JsonTokens.fields(value, reader::metadata);
                case "spec" -> JsonTokens.fields(value, reader::spec);
                case "status" -> JsonTokens.fields(value, reader::status);
                default -> {}
            }
        });
        boolean works = reader.ready && !reader.deleted;
        String trouble = works ? null : reader.waiting == null ? reader.ended : reader.waitingAfterEnd();
        return new AgentState(
                reader.name,
                reader.node == null ? reader.wanted : reader.node,
                works,
                reader.restarts,
                trouble,
                reader.image);
    }

    private @Nullable String waitingAfterEnd() {
        return ended == null ? waiting : waiting + "; it ended: " + ended;
    }

    private void metadata(String field, JsonParser value) throws IOException {
        switch (field) {
            case "name" -> name = Objects.requireNonNullElse(JsonTokens.text(value), "");
            case "deletionTimestamp" -> deleted = true;
            default -> {}
        }
    }

    private void spec(String field, JsonParser value) throws IOException {
        switch (field) {
            case "nodeName" -> node = JsonTokens.text(value);
            // A DaemonSet's pods name their node before they are bound to it (nodeaffinity.go of the scheduler).
            case "affinity" -> wanted = firstValue(value);
            case "containers" ->
                JsonTokens.elements(
                        value,
                        container -> JsonTokens.fields(container, (of, about) -> {
                            if (of.equals("image")) {
                                image = Objects.requireNonNullElse(JsonTokens.text(about), "");
                            }
                        }));
            default -> {}
        }
    }

    /** The first text in any list called {@code values}: of a DaemonSet's affinity it is the node's name. */
    private static @Nullable String firstValue(JsonParser affinity) throws IOException {
        String[] found = {null};
        descend(affinity, found);
        return found[0];
    }

    private static void descend(JsonParser value, String[] found) throws IOException {
        if (value.isExpectedStartArrayToken()) {
            JsonTokens.elements(value, one -> descend(one, found));
            return;
        }
        JsonTokens.fields(value, (field, inner) -> {
            if (field.equals("values")) {
                JsonTokens.elements(inner, one -> found[0] = found[0] == null ? JsonTokens.text(one) : found[0]);
            } else {
                descend(inner, found);
            }
        });
    }

    private void status(String field, JsonParser value) throws IOException {
        switch (field) {
            case "conditions" ->
                JsonTokens.elements(value, condition -> {
                    Map<String, String> texts = JsonTokens.texts(condition);
                    if ("Ready".equals(texts.get("type"))) {
                        ready = "True".equals(texts.get("status"));
                    }
                });
            case "containerStatuses" ->
                JsonTokens.elements(value, container -> JsonTokens.fields(container, this::container));
            default -> {}
        }
    }

    private void container(String field, JsonParser value) throws IOException {
        switch (field) {
            case "restartCount" -> restarts += value.getValueAsInt();
            case "state" -> state(value, true);
            case "lastState" -> state(value, false);
            default -> {}
        }
    }

    private void state(JsonParser state, boolean now) throws IOException {
        JsonTokens.fields(state, (kind, about) -> {
            Map<String, String> texts = JsonTokens.texts(about);
            String words = words(texts.get("reason"), texts.get("message"));
            if (kind.equals("waiting") && now) {
                waiting = words;
            } else if (kind.equals("terminated") && (now || ended == null)) {
                ended = words;
            }
        });
    }

    private static String words(@Nullable String reason, @Nullable String message) {
        String first = Objects.requireNonNullElse(reason, "no reason is given");
        return message == null || message.isBlank() ? first : first + " (" + message.strip() + ")";
    }
}
