package dev.portcullis.bench.scale;

import com.fasterxml.jackson.core.JsonParser;
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

/** A watch on all profiles that notes when the status of each said that it is on every node. It skips the specs. */
final class RolloutWatch implements AutoCloseable {

    private static final String PATH = "apis/portcullis.dev/v1/seccompprofiles?watch=true&resourceVersion=";

    private static final Duration PATIENCE = Duration.ofHours(1);

    private record Told(long generation, int nodes, long nanos) {}

    private final Map<String, Told> told = new ConcurrentHashMap<>();
    private final Answers answers;
    private volatile Body body;
    private String revision = "";
    private volatile long lastEvent = System.nanoTime();
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    RolloutWatch(KubernetesClient client) {
        answers = new Answers(ApiConnection.of(client), PATIENCE);
        body = answers.get(PATH);
        Thread.ofPlatform().name("rollout-watch").daemon().start(this::read);
    }

    /** Returns whether a status said that this generation is on so many nodes, and on all. */
    boolean isOnAll(String name, long generation, int nodes) {
        if (failure != null) {
            throw new IllegalStateException("the watch has ended", failure);
        }
        Told newest = told.get(name);
        return newest != null && newest.generation >= generation && newest.nodes >= nodes;
    }

    /** The {@link System#nanoTime} at which the last profile's status came to say what it says. */
    long lastTold() {
        return told.values().stream().mapToLong(Told::nanos).max().orElse(0);
    }

    /** The {@link System#nanoTime} of the last event of any profile. */
    long lastEvent() {
        return lastEvent;
    }

    @Override
    public void close() {
        closed = true;
        body.close();
    }

    /** The API server ends a watch when it likes, and at once that of a slow reader: the next goes on from there. */
    private void read() {
        try {
            while (!closed) {
                read(JsonTokens.parser(body));
                body = answers.get(PATH + revision);
            }
        } catch (IOException | RuntimeException e) {
            failure = closed ? null : e;
        }
    }

    private void read(JsonParser parser) throws IOException {
        while (parser.nextToken() != null) {
            Event event = new Event();
            JsonTokens.fields(parser, event::field);
            revision = event.revision;
            lastEvent = System.nanoTime();
            told.merge(event.name, event.told(lastEvent), RolloutWatch::newer);
        }
    }

    /** The time is that at which the statement was first made. */
    private static Told newer(Told before, Told now) {
        return before.generation == now.generation && before.nodes == now.nodes ? before : now;
    }

    /** The parts of an event that are read: a name, and {@code status.nodes} where every node is synced. */
    private static final class Event {

        private String name = "";
        private String revision = "";
        private long generation;
        private int desired;
        private int synced;

        void field(String field, JsonParser value) throws IOException {
            if (field.equals("object")) {
                JsonTokens.fields(value, this::member);
            }
        }

        /** Nodes count only when all have it; the status' own generation is the one that they have. */
        Told told(long nanos) {
            return new Told(generation, desired == synced ? synced : 0, nanos);
        }

        private void member(String member, JsonParser value) throws IOException {
            switch (member) {
                case "metadata" ->
                    JsonTokens.fields(value, (field, text) -> {
                        switch (field) {
                            case "name" -> name = String.valueOf(JsonTokens.text(text));
                            case "resourceVersion" -> revision = String.valueOf(JsonTokens.text(text));
                            default -> {}
                        }
                    });
                case "status" -> JsonTokens.fields(value, this::status);
                default -> {}
            }
        }

        private void status(String field, JsonParser value) throws IOException {
            switch (field) {
                case "observedGeneration" -> generation = value.getLongValue();
                case "nodes" ->
                    JsonTokens.fields(value, (count, number) -> {
                        switch (count) {
                            case "desired" -> desired = number.getIntValue();
                            case "synced" -> synced = number.getIntValue();
                            default -> {}
                        }
                    });
                default -> {}
            }
        }
    }
}
