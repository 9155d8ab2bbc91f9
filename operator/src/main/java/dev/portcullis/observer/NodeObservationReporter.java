package dev.portcullis.observer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.NodeObservation;
import dev.portcullis.api.NodeObservationStatus;
import dev.portcullis.node.Backoff;
import dev.portcullis.node.Cause;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.JsonTokens;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the newest counts into the node's NodeObservations, on a thread of its own: a slow API server never holds up a call. Only
 * the newest counts of each observation wait.
 */
final class NodeObservationReporter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NodeObservationReporter.class);

    private static final String RESOURCE = "apis/portcullis.dev/v1/nodeobservations/";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Answers answers;
    private final String node;
    private final BiConsumer<String, Optional<NodeObservationStatus>> previous;
    private final ObserverMetrics metrics;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Map<String, Entry> entries = new HashMap<>();
    private boolean closing;

    /**
     * The counts of one observation.
     *
     * @param whole whether they hold what is in the NodeObservation from before; if not, that is only read
     */
    record Report(String observation, String uid, boolean whole, NodeObservationStatus status) {}

    /** One observation's NodeObservation. */
    private static final class Entry {

        private final Backoff backoff = Backoff.ofConnection(System.nanoTime());
        private @Nullable Report waiting;
        /** For the thread alone. */
        private boolean created;
    }

    /** What an object says of itself. */
    private record Found(@Nullable String owner, @Nullable NodeObservationStatus status) {}

    private NodeObservationReporter(
            ApiConnection server,
            String node,
            BiConsumer<String, Optional<NodeObservationStatus>> previous,
            ObserverMetrics metrics) {
        this.answers = new Answers(server, PATIENCE);
        this.node = node;
        this.previous = previous;
        this.metrics = metrics;
        this.thread = Thread.ofPlatform().name("report-" + node).daemon().unstarted(this::run);
    }

    /**
     * Starts the thread.
     *
     * @param previous is told, on that thread, what was in a NodeObservation before, by the observation's UID
     */
    static NodeObservationReporter start(
            ApiConnection server,
            String node,
            BiConsumer<String, Optional<NodeObservationStatus>> previous,
            ObserverMetrics metrics) {
        NodeObservationReporter reporter = new NodeObservationReporter(server, node, previous, metrics);
        reporter.thread.start();
        return reporter;
    }

    /** Takes the newest counts of an observation. */
    void report(Report report) {
        locked(() -> {
            entries.computeIfAbsent(report.uid(), uid -> new Entry()).waiting = report;
            news.signal();
        });
    }

    /** Drops what is known of an observation's NodeObservation. */
    void forget(String uid) {
        locked(() -> entries.remove(uid));
    }

    /** Drops what waits, because another observer tells it, and ends the thread. */
    void discard() {
        locked(entries::clear);
        locked(this::end);
    }

    /** Sends what waits, once, and ends the thread. */
    @Override
    public void close() {
        locked(this::end);
        try {
            if (!thread.join(Duration.ofSeconds(20))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        closing = true;
        news.signal();
    }

    private void run() {
        try {
            boolean last = false;
            while (!last) {
                List<Report> due = new ArrayList<>();
                last = await(due);
                due.forEach(this::send);
            }
        } catch (InterruptedException e) {
            // Closed while the API server did not answer.
        }
    }

    /** Waits for reports to send; returns whether none will follow. */
    private boolean await(List<Report> due) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                long now = System.nanoTime();
                long wait = TimeUnit.DAYS.toNanos(1);
                for (Entry entry : entries.values()) {
                    Report waiting = entry.waiting;
                    if (waiting == null) {
                        continue;
                    }
                    long until = entry.backoff.next() - now;
                    if (closing || until <= 0) {
                        due.add(waiting);
                        entry.waiting = null;
                    } else {
                        wait = Math.min(wait, until);
                    }
                }
                if (closing || !due.isEmpty()) {
                    return closing;
                }
                news.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }

    private void send(Report report) {
        Entry entry = entry(report.uid());
        if (entry == null) {
            return;
        }
        try {
            if (!entry.created || !report.whole()) {
                Optional<NodeObservationStatus> before = claim(report);
                entry.created = true;
                if (!report.whole()) {
                    // The loop adds it, and reports anew.
                    previous.accept(report.uid(), before);
                    locked(entry.backoff::succeeded);
                    return;
                }
            }
            write(report);
            metrics.reported();
            locked(entry.backoff::succeeded);
        } catch (RuntimeException e) {
            locked(() -> {
                entry.backoff.failed(System.nanoTime());
                if (entry.waiting == null) {
                    entry.waiting = report;
                }
            });
            log.atWarn()
                    .addKeyValue("observation", report.observation())
                    .addKeyValue("failures", entry.backoff.failures())
                    .log("Cannot write the NodeObservation: {}", Cause.of(e));
        }
    }

    private @Nullable Entry entry(String uid) {
        lock.lock();
        try {
            return entries.get(uid);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes the object, or makes sure that it belongs to the observation; returns the status in it.
     *
     * @throws IllegalStateException when it belongs to an earlier observation of that name, until Kubernetes has removed it
     */
    private Optional<NodeObservationStatus> claim(Report report) {
        Optional<Found> found = answers.find(path(report), NodeObservationReporter::found);
        if (found.isPresent()) {
            String owner = found.get().owner();
            if (owner != null && !owner.equals(report.uid())) {
                throw new IllegalStateException(NodeObservation.nameOf(report.observation(), node)
                        + " belongs to another ProfileObservation of this name, with UID " + owner);
            }
        }
        answers.apply(path(report), NodeObservation.MANAGER, json(owned(report)))
                .close();
        return found.flatMap(object -> Optional.ofNullable(object.status()));
    }

    /** Writes the status, and first the object when somebody deleted it. */
    private void write(Report report) {
        String status = json(Map.of(
                "apiVersion",
                "portcullis.dev/v1",
                "kind",
                "NodeObservation",
                "metadata",
                Map.of("name", NodeObservation.nameOf(report.observation(), node)),
                "status",
                report.status()));
        try {
            answers.apply(path(report) + "/status", NodeObservation.MANAGER, status)
                    .close();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            claim(report);
            answers.apply(path(report) + "/status", NodeObservation.MANAGER, status)
                    .close();
        }
    }

    private Map<String, Object> owned(Report report) {
        return Map.of(
                "apiVersion",
                "portcullis.dev/v1",
                "kind",
                "NodeObservation",
                "metadata",
                Map.of(
                        "name",
                        NodeObservation.nameOf(report.observation(), node),
                        "ownerReferences",
                        List.of(Map.of(
                                "apiVersion",
                                "portcullis.dev/v1",
                                "kind",
                                "ProfileObservation",
                                "name",
                                report.observation(),
                                "uid",
                                report.uid()))));
    }

    private String path(Report report) {
        return RESOURCE + NodeObservation.nameOf(report.observation(), node);
    }

    private static Found found(JsonParser object) throws IOException {
        @Nullable String[] owner = {null};
        @Nullable NodeObservationStatus[] status = {null};
        JsonTokens.fields(object, (field, value) -> {
            switch (field) {
                case "metadata" ->
                    JsonTokens.fields(value, (of, about) -> {
                        if (of.equals("ownerReferences")) {
                            JsonTokens.elements(
                                    about,
                                    one -> owner[0] = JsonTokens.texts(one).get("uid"));
                        }
                    });
                case "status" -> status[0] = JSON.readValue(value, NodeObservationStatus.class);
                default -> {}
            }
        });
        return new Found(owner[0], status[0]);
    }

    private static String json(Object object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers can be written", e);
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
