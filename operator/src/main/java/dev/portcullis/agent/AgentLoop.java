package dev.portcullis.agent;

import dev.portcullis.rendition.FilePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's work, done by one thread: lists, applies, removes, verifies, and hands the result to the reporter. It waits
 * in one place only, for whatever comes first.
 */
final class AgentLoop {

    private static final Logger log = LoggerFactory.getLogger(AgentLoop.class);

    private final AgentParts parts;
    private final Outbox outbox;
    private final DirectoryWatch watch;
    private final BlockingQueue<Wakeup> inbox;
    private final long resync;
    private final AgentSettings settings;
    private long nextVerify;

    AgentLoop(AgentParts parts, Outbox outbox, DirectoryWatch watch, AgentSettings settings) {
        this.parts = parts;
        this.outbox = outbox;
        this.watch = watch;
        this.inbox = parts.inbox();
        this.settings = settings;
        this.resync = settings.resyncInterval().toNanos();
        this.nextVerify = System.nanoTime() + resync;
    }

    /** Does what is due, waits for something to happen, and does that. */
    void turn() throws InterruptedException {
        parts.heartbeat().item();
        boolean listed = parts.reflector().advance();
        if (System.nanoTime() - nextVerify >= 0) {
            verifyAll();
            nextVerify = System.nanoTime() + resync;
        }
        for (String key : parts.retries().due(System.nanoTime())) {
            parts.heartbeat().item();
            parts.driftRepair().refetch(key);
        }
        finish(listed);
        parts.heartbeat().idle();
        Wakeup first = inbox.poll(untilNext(), TimeUnit.NANOSECONDS);
        parts.heartbeat().item();
        if (first != null) {
            handle(first);
        }
    }

    private void handle(Wakeup first) {
        List<Wakeup> signals = new ArrayList<>(List.of(first));
        inbox.drainTo(signals);
        Set<String> touched = new LinkedHashSet<>();
        List<Long> arrivals = new ArrayList<>();
        for (Wakeup signal : signals) {
            switch (signal) {
                case Wakeup.Changed changed -> {
                    if (parts.reflector().accept(changed)) {
                        arrivals.add(changed.arrived());
                    }
                }
                case Wakeup.Ended ended -> parts.reflector().accept(ended);
                case Wakeup.Touched names -> touched.addAll(names.names());
                case Wakeup.Overflowed overflowed -> {
                    touched.add(FilePath.POLICIES);
                    touched.addAll(parts.inventory().keys());
                }
                case Wakeup.Wake wake -> {}
            }
        }
        if (touched.contains(FilePath.POLICIES)) {
            parts.driftRepair().verifyDirectories();
            // Watched before it is checked, so that nothing is missed in between.
            watch.renew();
            parts.inventory().keys().stream().filter(FileName::isOfPolicy).forEach(touched::add);
        }
        parts.driftRepair().verify(touched);
        finish(!arrivals.isEmpty());
        arrivals.forEach(arrived -> parts.metrics().applied(System.nanoTime() - arrived));
        // Only now are these events out of memory.
        for (Wakeup signal : signals) {
            if (signal instanceof Wakeup.Changed changed) {
                changed.source().handled(changed);
            }
        }
    }

    private void verifyAll() {
        try {
            Optional<String> complaint = Agent.complaint(settings);
            if (complaint.isPresent()) {
                // Only a new container gets a new mount.
                throw new IllegalStateException(complaint.get());
            }
            if (parts.directory().reopenIfReplaced()) {
                log.warn("The directory was replaced, filling the new one");
            }
        } catch (IOException e) {
            log.warn("Cannot look at the directory: {}", e.getMessage());
        }
        // Before the files are checked, so that nothing is missed in between.
        watch.renew();
        if (parts.reflector().everListed()) {
            parts.driftRepair().verifyAll(parts.sync().seen());
        }
    }

    /** Makes everything last, then hands it over: the report is a promise. */
    private void finish(boolean worthReporting) {
        parts.applier().commit();
        if (!parts.reflector().everListed()) {
            return;
        }
        if (parts.reflector().takeReconnected()) {
            outbox.reconnected(parts.sync().nodes());
        }
        boolean changed = parts.inventory().takeChanged() || worthReporting;
        AppliedState state =
                AppliedState.of(parts.sync().seen(), parts.inventory().entries());
        parts.metrics().state(state);
        outbox.publish(
                parts.node().status(state, parts.inventory().repairs()),
                changed,
                parts.sync().nodes());
    }

    private long untilNext() {
        long now = System.nanoTime();
        long until = Math.min(nextVerify - now, parts.reflector().untilDue(now));
        return Math.min(until, parts.retries().untilNext(now).orElse(until));
    }
}
