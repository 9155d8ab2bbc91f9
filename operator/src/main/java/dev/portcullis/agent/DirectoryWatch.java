package dev.portcullis.agent;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the agent which names in its directory were touched, by itself or by others. */
final class DirectoryWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);

    private final @Nullable WatchService events;
    private final Queue<Signal> inbox;

    private DirectoryWatch(@Nullable WatchService events, Queue<Signal> inbox) {
        this.events = events;
        this.inbox = inbox;
    }

    /** Starts watching; what happens arrives in {@code inbox}. */
    static DirectoryWatch start(Path directory, Queue<Signal> inbox) throws IOException {
        WatchService events;
        try {
            events = directory.getFileSystem().newWatchService();
        } catch (IOException e) {
            // The limit on inotify instances is shared with everything else that root runs on the node.
            log.warn("The directory is checked at intervals only: {} (fs.inotify.max_user_instances)", Cause.of(e));
            return new DirectoryWatch(null, inbox);
        }
        DirectoryWatch watch = new DirectoryWatch(events, inbox);
        watch.register(directory);
        Thread.ofPlatform().name("directory-watch").daemon().start(() -> watch.run(events));
        return watch;
    }

    /** Watches the directory that is there now. */
    void register(Path directory) throws IOException {
        if (events != null) {
            directory.register(events, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
        }
    }

    @Override
    public void close() throws IOException {
        if (events != null) {
            events.close();
        }
    }

    private void run(WatchService events) {
        try {
            while (true) {
                WatchKey key = events.take();
                inbox.add(signal(key));
                key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            // The agent is being closed.
        }
    }

    private static Signal signal(WatchKey key) {
        Set<String> names = new LinkedHashSet<>();
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind().equals(OVERFLOW)) {
                return new Signal.Overflowed();
            }
            names.add(String.valueOf(event.context()));
        }
        return new Signal.Touched(names);
    }
}
