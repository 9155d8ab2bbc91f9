package dev.portcullis.agent;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.Body;
import dev.portcullis.stream.JsonTokens;
import dev.portcullis.stream.Refusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One running watch. fabric8's own watch keeps every event that is not yet handled in memory; here a thread reads on only
 * as far as the agent has got. At most two large events are in memory: the one being handled, and the next.
 */
final class WatchStream implements AutoCloseable {

    /** The number of characters of events that may wait to be handled; a larger event waits alone. */
    private static final int AHEAD = 256 << 10;

    private final Answers answers;
    private final String path;
    private final Queue<Wakeup> inbox;
    private final Semaphore room = new Semaphore(AHEAD);
    private final Thread reader;
    private volatile @Nullable Body open;

    private WatchStream(Answers answers, String path, Queue<Wakeup> inbox) {
        this.answers = answers;
        this.path = path;
        this.inbox = inbox;
        this.reader = Thread.ofPlatform().name("watch").daemon().unstarted(this::run);
    }

    /** Starts a watch whose events arrive in {@code inbox}. */
    static WatchStream open(Answers answers, String path, Queue<Wakeup> inbox) {
        WatchStream stream = new WatchStream(answers, path, inbox);
        stream.reader.start();
        return stream;
    }

    /** Gives back the room of an event that is handled. */
    void handled(Wakeup.Changed event) {
        room.release(event.size());
    }

    @Override
    public void close() {
        reader.interrupt();
        Body body = open;
        if (body != null) {
            body.close();
        }
    }

    private void run() {
        Throwable failure = new IllegalStateException("the watch's thread has died");
        try (Body body = answers.get(path)) {
            open = body;
            read(body);
            failure = null;
        } catch (JsonEOFException e) {
            failure = new IOException("the watch was cut off", e);
        } catch (JsonProcessingException e) {
            failure = new UnreadableEventException("an event cannot be read: " + e.getOriginalMessage(), e);
        } catch (IOException | RuntimeException | InterruptedException e) {
            failure = e;
        } finally {
            inbox.add(new Wakeup.Ended(this, failure));
        }
    }

    private void read(Body body) throws IOException, InterruptedException {
        JsonParser parser = JsonTokens.parser(body);
        long start = 0;
        while (parser.nextToken() != null) {
            long arrived = System.nanoTime();
            Event event = new Event();
            JsonTokens.fields(parser, event::field);
            long end = parser.currentLocation().getCharOffset();
            int size = Math.clamp(end - start, 1, AHEAD);
            start = end;
            room.acquire(size);
            inbox.add(new Wakeup.Changed(this, event.type, event.configMap(), size, arrived));
        }
    }

    /** An event as far as it was read; the API server sends the type first. */
    private static final class Event {

        private String type = "";
        private @Nullable ConfigMap configMap;

        void field(String field, JsonParser value) throws IOException {
            switch (field) {
                case "type" -> type = String.valueOf(JsonTokens.text(value));
                case "object" -> {
                    if (type.equals("ERROR")) {
                        throw refusal(value);
                    }
                    configMap = ConfigMapReader.read(value);
                }
                default -> {}
            }
        }

        ConfigMap configMap() throws IOException {
            if (configMap == null || type.isEmpty()) {
                throw new UnreadableEventException("an event cannot be read: it lacks its type or its object", null);
            }
            return configMap;
        }

        private static KubernetesClientException refusal(JsonParser status) throws IOException {
            Refusal refusal = Refusal.read(status);
            return new KubernetesClientException(
                    "the watch was ended by the API server: " + refusal.message(), refusal.code(), null);
        }
    }

    /** The API server sent an event that cannot be read: it may concern any file. */
    static final class UnreadableEventException extends IOException {

        private static final long serialVersionUID = 1L;

        UnreadableEventException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
