package dev.portcullis.cli.fleet;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.cli.cluster.ConnectedCluster;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.Body;
import dev.portcullis.stream.JsonTokens;
import dev.portcullis.stream.Refusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Objects as they change: lists them, and then watches; a watch that breaks begins with a list again. */
public final class ObjectWatch implements AutoCloseable {

    /** The API server ends a watch after this time, before its silence would count as a failure. */
    private static final int SECONDS = 20;

    /** Between a watch that broke and the next list. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** News of objects. */
    public sealed interface Event {

        /** All objects of a kind, or the one that is watched if it is there; what was known of others is over. */
        record Listed(Kind kind, List<FleetObject> objects) implements Event {}

        /** One is new, or has changed. */
        record Changed(FleetObject object) implements Event {}

        /** One is gone. */
        record Gone(Subject subject) implements Event {}

        /** Nothing more will come. */
        record Failed(RuntimeException failure) implements Event {}
    }

    private final ConnectedCluster cluster;
    private final @Nullable Subject only;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Set<Body> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    private ObjectWatch(ConnectedCluster cluster, @Nullable Subject only) {
        this.cluster = cluster;
        this.only = only;
    }

    /** Watches all objects of these kinds. */
    public static ObjectWatch of(ConnectedCluster cluster, List<Kind> kinds) {
        ObjectWatch watch = new ObjectWatch(cluster, null);
        kinds.forEach(watch::start);
        return watch;
    }

    /** Watches one object. */
    public static ObjectWatch of(ConnectedCluster cluster, Subject subject) {
        ObjectWatch watch = new ObjectWatch(cluster, subject);
        watch.start(subject.kind());
        return watch;
    }

    /** The next event; empty when none comes in this time. */
    public Optional<Event> next(Duration longest) throws InterruptedException {
        return Optional.ofNullable(events.poll(longest.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        closed.countDown();
        open.forEach(Body::close);
    }

    private void start(Kind kind) {
        Thread.ofVirtual().name("watch-" + kind.label()).start(() -> run(kind));
    }

    private void run(Kind kind) {
        String request = "list " + FleetReader.plural(kind);
        try {
            do {
                FleetReader.Listing listing = cluster.read(request, answers -> list(answers, kind));
                events.add(new Event.Listed(kind, listing.objects()));
                watch(kind, listing.revision());
            } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            events.add(new Event.Failed(e));
        }
    }

    private FleetReader.Listing list(Answers answers, Kind kind) {
        FleetReader reader = new FleetReader(answers);
        return only == null ? reader.objects(kind) : reader.only(only);
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Returns when the list has to be read again. */
    private void watch(Kind kind, long from) {
        long[] revision = {from};
        while (!isClosed()) {
            try (Body body = cluster.answers().get(path(kind, revision[0]))) {
                open.add(body);
                try {
                    read(kind, body, revision);
                } finally {
                    open.remove(body);
                }
            } catch (IOException e) {
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                    throw cluster.explained(e, "watch " + FleetReader.plural(kind));
                }
                return;
            }
        }
    }

    private String path(Kind kind, long revision) {
        return "apis/portcullis.dev/v1/" + FleetReader.plural(kind)
                + "?watch=1&allowWatchBookmarks=true&timeoutSeconds="
                + SECONDS + "&resourceVersion=" + revision
                + (only == null ? "" : "&fieldSelector=metadata.name%3D" + only.name());
    }

    private void read(Kind kind, Body body, long[] revision) throws IOException {
        JsonParser parser = JsonTokens.parser(body);
        while (!isClosed() && parser.nextToken() != null) {
            Reading reading = new Reading(kind);
            JsonTokens.fields(parser, reading::field);
            revision[0] = Math.max(revision[0], reading.revision);
            reading.event().ifPresent(events::add);
        }
    }

    /** An event as far as it was read; the API server sends the type first. */
    private static final class Reading {

        private final Kind kind;
        private String type = "";
        private long revision;
        private @Nullable FleetObject object;

        Reading(Kind kind) {
            this.kind = kind;
        }

        void field(String field, JsonParser value) throws IOException {
            switch (field) {
                case "type" -> type = String.valueOf(JsonTokens.text(value));
                case "object" -> {
                    switch (type) {
                        case "ERROR" ->
                            throw new IOException(Refusal.read(value).message());
                        case "BOOKMARK" -> bookmark(value);
                        default -> {
                            object = FleetReader.object(kind, value);
                            revision = object.version();
                        }
                    }
                }
                default -> {}
            }
        }

        private void bookmark(JsonParser value) throws IOException {
            JsonTokens.fields(value, (field, about) -> {
                if (field.equals("metadata")) {
                    Map<String, String> metadata = JsonTokens.texts(about);
                    revision = Long.parseLong(metadata.getOrDefault("resourceVersion", "0"));
                }
            });
        }

        Optional<Event> event() {
            if (object == null) {
                return Optional.empty();
            }
            return Optional.of(type.equals("DELETED") ? new Event.Gone(object.subject()) : new Event.Changed(object));
        }
    }
}
