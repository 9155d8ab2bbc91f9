package dev.portcullis.agent;

import dev.portcullis.node.Backoff;
import dev.portcullis.node.Cause;
import dev.portcullis.stream.ApiConnection;
import dev.portcullis.telemetry.Probe;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one node's profile directory equal to the renditions, and says so in the node's NodeSync. */
public final class Agent implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Agent.class);

    private final ApiConnection server;
    private final AgentSettings settings;
    private final AgentMetrics metrics;
    private final AgentLoop loop;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean identified;
    private volatile @Nullable RuntimeException fatal;

    private Agent(ApiConnection server, AgentSettings settings, ProfileDirectory directory, MeterRegistry metrics) {
        this.server = server;
        this.settings = settings;
        this.metrics = new AgentMetrics(metrics);
        this.loop = new AgentLoop(server, settings, directory, this.metrics, () -> closing);
        this.thread = Thread.ofPlatform().name("agent-" + settings.nodeName()).unstarted(this::run);
    }

    /**
     * Starts an agent; the API server stays the caller's, to close after the agent.
     *
     * @throws IOException when the directory cannot be used, with a message that says why
     */
    public static Agent start(ApiConnection server, AgentSettings settings, MeterRegistry metrics) throws IOException {
        // Before anything is written: it might be into somebody else's directory.
        Optional<String> complaint = NodeView.complaint(settings);
        if (complaint.isPresent()) {
            throw new IOException(complaint.get());
        }
        ProfileDirectory directory = ProfileDirectory.open(settings.seccompRoot());
        Agent agent = new Agent(server, settings, directory, metrics);
        agent.thread.start();
        return agent;
    }

    /** Complains when the agent cannot get on by itself any more. */
    public Probe live() {
        return () -> {
            RuntimeException why = fatal;
            if (why != null) {
                return Optional.of(String.valueOf(why.getMessage()));
            }
            return thread.isAlive() ? loop.complaint() : Optional.of("the agent has ended");
        };
    }

    /** Complains until everything was on disk once. */
    public Probe ready() {
        return () -> {
            if (loop.everListed()) {
                return Optional.empty();
            }
            return Optional.of(
                    identified
                            ? "the first list of profiles is not complete"
                            : "the API server has not yet said which node this is");
        };
    }

    /**
     * Waits until the agent ends.
     *
     * @throws RuntimeException the reason, unless it was closed
     */
    public void awaitEnd() throws InterruptedException {
        thread.join();
        RuntimeException why = fatal;
        if (why != null) {
            throw why;
        }
    }

    /** Finishes the file at hand, reports what is not yet reported, and ends. */
    @Override
    public void close() {
        closing = true;
        loop.wake();
        try {
            if (!thread.join(Duration.ofSeconds(30))) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (loop) {
            NodeIdentity identity = identify();
            if (identity != null) {
                work(identity);
            }
        } catch (InterruptedException e) {
            // Closed while the API server did not answer.
        } catch (IOException e) {
            fatal = new IllegalStateException(e.getMessage(), e);
        } catch (RuntimeException e) {
            fatal = e;
        }
    }

    private void work(NodeIdentity identity) throws InterruptedException {
        try (NodeSyncReporter reporter = NodeSyncReporter.start(server, identity, settings.resyncInterval(), metrics)) {
            while (!closing) {
                loop.turn(reporter.outbox());
            }
        }
    }

    /** Asks until there is an answer; null when the agent is closed before. */
    private @Nullable NodeIdentity identify() throws InterruptedException {
        Backoff backoff = Backoff.ofConnection(System.nanoTime());
        while (!closing) {
            try {
                NodeIdentity identity = NodeIdentity.ask(server, settings.nodeName());
                identified = true;
                return identity;
            } catch (KubernetesClientException e) {
                long now = System.nanoTime();
                backoff.failed(now);
                log.atWarn()
                        .addKeyValue("failures", backoff.failures())
                        .log("Cannot ask which node this is: {}", Cause.of(e));
                loop.pause(backoff.next() - now);
            }
        }
        return null;
    }
}
