package dev.portcullis.agent;

import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.node.Backoff;
import dev.portcullis.node.Cause;
import dev.portcullis.stream.Answers;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.stream.Body;
import dev.portcullis.stream.JsonTokens;
import dev.portcullis.stream.Refusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches this node's own NodeSync, on a thread of its own. Without a revision a watch begins with the object as it is, so
 * that nothing needs to be remembered between two of them.
 */
final class OrdersWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OrdersWatch.class);

    /** The longest silence: with a bookmark every minute, more means a dead connection. */
    private static final Duration MAX_SILENCE = Duration.ofSeconds(150);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String NODE_SYNCS = "apis/portcullis.dev/v1/nodesyncs";

    private final Answers answers;
    private final String node;
    private final Queue<Wakeup> inbox;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Body open;

    private OrdersWatch(ApiConnection server, String node, Queue<Wakeup> inbox) {
        this.answers = new Answers(server, MAX_SILENCE);
        this.node = node;
        this.inbox = inbox;
        this.thread = Thread.ofPlatform().name("orders").daemon().unstarted(this::run);
    }

    /** Starts a watch whose news arrive in {@code inbox}. */
    static OrdersWatch start(ApiConnection server, String node, Queue<Wakeup> inbox) {
        OrdersWatch watch = new OrdersWatch(server, node, inbox);
        watch.thread.start();
        return watch;
    }

    /**
     * The orders as they are now; empty when there is no NodeSync yet.
     *
     * @throws KubernetesClientException when the API server does not tell
     */
    static Optional<NodeOrders> ask(ApiConnection server, String node) {
        return new Answers(server, PATIENCE).find(NODE_SYNCS + "/" + node, NodeSyncJson::orders);
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        Body body = open;
        if (body != null) {
            body.close();
        }
    }

    private void run() {
        Backoff backoff = Backoff.ofConnection(System.nanoTime());
        try {
            while (!closed.await(backoff.next() - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                watch(backoff);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void watch(Backoff backoff) {
        int seconds = ThreadLocalRandom.current().nextInt(300, 600);
        String path = NODE_SYNCS + "?watch=true&allowWatchBookmarks=true&fieldSelector=metadata.name%3D" + node
                + "&timeoutSeconds=" + seconds;
        try (Body body = answers.get(path)) {
            open = body;
            JsonParser parser = JsonTokens.parser(body);
            while (parser.nextToken() != null) {
                event(parser);
                backoff.succeeded();
            }
            backoff.ended(System.nanoTime());
        } catch (IOException | RuntimeException e) {
            if (closed.getCount() > 0) {
                backoff.failed(System.nanoTime());
                log.atWarn()
                        .addKeyValue("failures", backoff.failures())
                        .log("Cannot learn of changes to this node's labels: {}", Cause.of(e));
            }
        }
    }

    private void event(JsonParser parser) throws IOException {
        String[] type = {""};
        JsonTokens.fields(parser, (field, value) -> {
            switch (field) {
                case "type" -> type[0] = String.valueOf(JsonTokens.text(value));
                case "object" -> {
                    switch (type[0]) {
                        case "ADDED", "MODIFIED" -> inbox.add(new Wakeup.Told(NodeSyncJson.orders(value)));
                        case "ERROR" ->
                            throw new KubernetesClientException("the watch was ended by the API server: "
                                    + Refusal.read(value).message());
                        default -> {}
                    }
                }
                default -> {}
            }
        });
    }
}
