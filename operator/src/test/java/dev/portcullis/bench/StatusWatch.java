package dev.portcullis.bench;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.Body;
import dev.portcullis.stream.JsonTokens;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A watch on all profiles that notes when each was ready or gone. It reads no spec, because it shares the processors. */
final class StatusWatch implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The API server ends a watch after an hour at the latest. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    /** Of the newest generation that was seen ready: which, and when. */
    private record Ready(long generation, long nanos) {}

    private final ReadyExpression expression;
    private final Map<String, Ready> ready = new ConcurrentHashMap<>();
    private final Map<String, Long> gone = new ConcurrentHashMap<>();
    private final Body body;
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    /** Watches a collection from now on. */
    StatusWatch(KubernetesClient client, String collection, ReadyExpression expression) {
        this.expression = expression;
        body = new Answers(ApiConnection.of(client), PATIENCE).get(collection + "?watch=true");
        Thread.ofPlatform().name("status-watch").daemon().start(this::read);
    }

    /** Waits until this generation, or a later one, was seen ready, and returns when that was, by {@link System#nanoTime}. */
    long awaitReady(String name, long generation) {
        Waiting.until(() -> {
            Ready seen = ready.get(name);
            return isAlive() && seen != null && seen.generation >= generation;
        });
        return ready.getOrDefault(name, new Ready(0, 0)).nanos;
    }

    /** Waits until the object was seen to go, and returns when that was. */
    long awaitGone(String name) {
        Waiting.until(() -> isAlive() && gone.containsKey(name));
        return gone.getOrDefault(name, 0L);
    }

    /** Forgets what was seen, so that names can be used again. */
    void clear() {
        ready.clear();
        gone.clear();
    }

    @Override
    public void close() {
        closed = true;
        body.close();
    }

    private boolean isAlive() {
        if (failure != null) {
            throw new IllegalStateException("the watch has ended", failure);
        }
        return true;
    }

    private void read() {
        try (JsonParser parser = JsonTokens.parser(body)) {
            while (parser.nextToken() != null) {
                Event event = new Event();
                JsonTokens.fields(parser, event::field);
                note(event);
            }
            throw new IOException("the API server has ended it");
        } catch (IOException | RuntimeException e) {
            failure = closed ? null : e;
        }
    }

    private void note(Event event) {
        long now = System.nanoTime();
        String name = event.object.at("/metadata/name").asText();
        if (event.type.equals("DELETED")) {
            ready.remove(name);
            gone.put(name, now);
        } else if (expression.holds(event.object)) {
            long generation = event.object.at("/metadata/generation").asLong();
            ready.merge(
                    name, new Ready(generation, now), (old, found) -> found.generation > old.generation ? found : old);
        }
    }

    /** The parts of an event that are read. */
    private static final class Event {

        private String type = "";
        private final ObjectNode object = JSON.createObjectNode();

        void field(String field, JsonParser value) throws IOException {
            switch (field) {
                case "type" -> type = String.valueOf(JsonTokens.text(value));
                case "object" -> JsonTokens.fields(value, this::member);
                default -> {}
            }
        }

        private void member(String member, JsonParser value) throws IOException {
            switch (member) {
                case "metadata" -> {
                    ObjectNode metadata = object.putObject("metadata");
                    JsonTokens.fields(value, (field, text) -> {
                        if (field.equals("name") || field.equals("generation")) {
                            metadata.put(field, text.getText());
                        }
                    });
                }
                case "status" -> object.set("status", JSON.readTree(value));
                default -> {}
            }
        }
    }
}
