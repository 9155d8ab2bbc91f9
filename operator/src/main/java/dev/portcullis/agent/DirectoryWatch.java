package dev.portcullis.agent;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import dev.portcullis.rendition.FilePath;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the agent which files below its directory were touched, by itself or by others. */
final class DirectoryWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);

    private final @Nullable WatchService events;
    private final Path directory;
    private final Path policies;
    private final Queue<Signal> inbox;
    private final Map<Path, WatchKey> keys = new HashMap<>();

    private DirectoryWatch(@Nullable WatchService events, Path directory, Queue<Signal> inbox) {
        this.events = events;
        this.directory = directory;
        this.policies = directory.resolve(FilePath.POLICIES);
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
            return new DirectoryWatch(null, directory, inbox);
        }
        DirectoryWatch watch = new DirectoryWatch(events, directory, inbox);
        watch.register();
        watch.registerPolicies();
        Thread.ofPlatform().name("directory-watch").daemon().start(() -> watch.run(events));
        return watch;
    }

    /** Watches the directory that is there now. */
    void register() throws IOException {
        register(directory);
    }

    /** Watches the directory of the policies' files that is there now, if there is one. */
    void registerPolicies() {
        try {
            if (Files.isDirectory(policies, LinkOption.NOFOLLOW_LINKS)) {
                register(policies);
            }
        } catch (NoSuchFileException e) {
            // Gone meanwhile, of which the directory that it was in tells.
        } catch (IOException e) {
            log.warn("{} is checked at intervals only: {} (fs.inotify.max_user_watches)", policies, Cause.of(e));
        }
    }

    @Override
    public void close() throws IOException {
        if (events != null) {
            events.close();
        }
    }

    private void register(Path watched) throws IOException {
        if (events != null) {
            WatchKey now = watched.register(events, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
            WatchKey before = keys.put(watched, now);
            // Of one that was moved away nothing needs to be known.
            if (before != null && !before.equals(now)) {
                before.cancel();
            }
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

    private Signal signal(WatchKey key) {
        String start = policies.equals(key.watchable()) ? FilePath.POLICIES + "/" : "";
        Set<String> names = new LinkedHashSet<>();
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind().equals(OVERFLOW)) {
                return new Signal.Overflowed();
            }
            names.add(start + event.context());
        }
        return new Signal.Touched(names);
    }
}
