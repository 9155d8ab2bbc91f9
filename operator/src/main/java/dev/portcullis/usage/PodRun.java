package dev.portcullis.usage;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.portcullis.stream.JsonTokens;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The containers of one pod of a list: what its spec asks for, beside what its status says. Members come in any order. */
final class PodRun {

    /** A container in the spec. */
    private static final class Asked {
        private @Nullable String name;
        private @Nullable SeccompChoice seccomp;
        private boolean privileged;
    }

    /** A container in the status. */
    private static final class Found {
        private @Nullable String name;
        private @Nullable Instant startedAt;
        private @Nullable Instant lastStartedAt;
        private @Nullable String waiting;
        private int restarts;
    }

    private final Map<String, Asked> asked = new LinkedHashMap<>();
    private final Map<String, Found> found = new LinkedHashMap<>();
    private SeccompChoice ofPod = SeccompChoice.SILENT;
    private @Nullable String namespace;
    private @Nullable String name;
    private @Nullable String node;
    private @Nullable String system;
    private @Nullable Instant created;
    private RunningContainer.@Nullable Owner owner;

    private PodRun() {}

    /** Reads the pod at which the parser stands, and hands over its containers; none of Windows, which has no seccomp. */
    static void read(JsonParser pod, Consumer<RunningContainer> visitor) throws IOException {
        PodRun run = new PodRun();
        JsonTokens.fields(pod, (field, value) -> {
            switch (field) {
                case "metadata" -> JsonTokens.fields(value, run::metadata);
                case "spec" -> JsonTokens.fields(value, run::spec);
                case "status" -> JsonTokens.fields(value, run::status);
                default -> {}
            }
        });
        run.visit(visitor);
    }

    private void visit(Consumer<RunningContainer> visitor) throws IOException {
        if (namespace == null || name == null) {
            throw new IOException("a pod without a name");
        }
        if (node == null || Objects.equals(system, "windows")) {
            return;
        }
        for (Map.Entry<String, Found> entry : found.entrySet()) {
            Found state = entry.getValue();
            if (state.startedAt != null || state.waiting != null) {
                Asked spec = asked.getOrDefault(entry.getKey(), new Asked());
                visitor.accept(new RunningContainer(
                        namespace,
                        name,
                        node,
                        entry.getKey(),
                        state.startedAt,
                        Objects.requireNonNullElse(spec.seccomp, ofPod),
                        spec.privileged,
                        owner,
                        state.restarts,
                        state.startedAt != null || state.waiting == null
                                ? null
                                : new RunningContainer.Waiting(state.waiting, created),
                        state.lastStartedAt));
            }
        }
    }

    private void metadata(String field, JsonParser value) throws IOException {
        switch (field) {
            case "namespace" -> namespace = JsonTokens.text(value);
            case "name" -> name = JsonTokens.text(value);
            case "creationTimestamp" -> created = time(value);
            case "ownerReferences" -> JsonTokens.elements(value, this::owner);
            default -> {}
        }
    }

    private void owner(JsonParser reference) throws IOException {
        OwnerReading reading = new OwnerReading();
        JsonTokens.fields(reference, reading::field);
        if (reading.controller && reading.kind != null && reading.name != null) {
            owner = new RunningContainer.Owner(reading.kind, reading.name);
        }
    }

    private static final class OwnerReading {
        private @Nullable String kind;
        private @Nullable String name;
        private boolean controller;

        void field(String field, JsonParser value) throws IOException {
            switch (field) {
                case "kind" -> kind = JsonTokens.text(value);
                case "name" -> name = JsonTokens.text(value);
                case "controller" -> controller = value.currentToken() == JsonToken.VALUE_TRUE;
                default -> {}
            }
        }
    }

    private void spec(String field, JsonParser value) throws IOException {
        switch (field) {
            case "nodeName" -> node = JsonTokens.text(value);
            case "os" ->
                JsonTokens.fields(value, (of, text) -> system = of.equals("name") ? JsonTokens.text(text) : system);
            case "securityContext" ->
                JsonTokens.fields(value, (of, context) -> {
                    if (of.equals("seccompProfile")) {
                        ofPod = choice(context);
                    }
                });
            case "initContainers", "containers", "ephemeralContainers" -> JsonTokens.elements(value, this::asked);
            default -> {}
        }
    }

    private void asked(JsonParser container) throws IOException {
        Asked reading = new Asked();
        JsonTokens.fields(container, (field, value) -> {
            switch (field) {
                case "name" -> reading.name = JsonTokens.text(value);
                case "securityContext" ->
                    JsonTokens.fields(value, (of, context) -> {
                        switch (of) {
                            case "seccompProfile" -> {
                                // An explicit null is as good as nothing.
                                if (context.currentToken() == JsonToken.START_OBJECT) {
                                    reading.seccomp = choice(context);
                                }
                            }
                            case "privileged" -> reading.privileged = context.currentToken() == JsonToken.VALUE_TRUE;
                            default -> {}
                        }
                    });
                default -> {}
            }
        });
        if (reading.name != null) {
            asked.put(reading.name, reading);
        }
    }

    private void status(String field, JsonParser value) throws IOException {
        switch (field) {
            case "initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses" ->
                JsonTokens.elements(value, this::found);
            default -> {}
        }
    }

    private void found(JsonParser container) throws IOException {
        Found reading = new Found();
        JsonTokens.fields(container, (field, value) -> {
            switch (field) {
                case "name" -> reading.name = JsonTokens.text(value);
                case "restartCount" -> reading.restarts = value.getValueAsInt();
                case "state" ->
                    JsonTokens.fields(value, (state, about) -> {
                        switch (state) {
                            case "running" -> reading.startedAt = startedAt(about);
                            case "waiting" -> reading.waiting = reason(about);
                            default -> {}
                        }
                    });
                case "lastState" ->
                    JsonTokens.fields(value, (state, about) -> {
                        if (state.equals("terminated")) {
                            reading.lastStartedAt = startedAt(about);
                        }
                    });
                default -> {}
            }
        });
        if (reading.name != null) {
            found.put(reading.name, reading);
        }
    }

    private static @Nullable Instant startedAt(JsonParser state) throws IOException {
        Instant[] time = {null};
        JsonTokens.fields(state, (field, value) -> {
            if (field.equals("startedAt")) {
                time[0] = time(value);
            }
        });
        return time[0];
    }

    private static String reason(JsonParser state) throws IOException {
        String[] reason = {""};
        JsonTokens.fields(state, (field, value) -> {
            if (field.equals("reason")) {
                reason[0] = Objects.requireNonNullElse(JsonTokens.text(value), "");
            }
        });
        return reason[0];
    }

    private static SeccompChoice choice(JsonParser profile) throws IOException {
        String[] members = {null, null};
        JsonTokens.fields(profile, (field, value) -> {
            switch (field) {
                case "type" -> members[0] = JsonTokens.text(value);
                case "localhostProfile" -> members[1] = JsonTokens.text(value);
                default -> {}
            }
        });
        return SeccompChoice.of(members[0], members[1]);
    }

    private static @Nullable Instant time(JsonParser value) throws IOException {
        String text = JsonTokens.text(value);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
