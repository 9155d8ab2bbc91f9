package dev.portcullis.agent;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import dev.portcullis.node.Cause;
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
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the agent which files below its directory were touched, by itself or by others. The kernel's instances and watches
 * are limited for each user, and shared with everything else that root runs on the node: where there are none left, the
 * files are checked at intervals only, and every {@link #renew} tries again. For one thread, its own aside.
 */
final class DirectoryWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);

    private final Path directory;
    private final List<Path> subdirectories;
    private final Queue<Wakeup> inbox;
    private final Consumer<Boolean> state;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private @Nullable WatchService events;
    private boolean complained;

    private DirectoryWatch(Path directory, Queue<Wakeup> inbox, Consumer<Boolean> state) {
        this.directory = directory;
        this.subdirectories =
                FilePath.SUBDIRECTORIES.stream().map(directory::resolve).toList();
        this.inbox = inbox;
        this.state = state;
    }

    /**
     * Starts watching, as far as that is possible; touched names arrive in {@code inbox}.
     *
     * @param state is told whether everything is watched, each time that it was tried
     */
    static DirectoryWatch start(Path directory, Queue<Wakeup> inbox, Consumer<Boolean> state) {
        DirectoryWatch watch = new DirectoryWatch(directory, inbox, state);
        watch.renew();
        return watch;
    }

    /** Watches the directories that are there now: the agent's own and those in it. */
    void renew() {
        boolean watched = register();
        state.accept(watched);
        if (watched && complained) {
            complained = false;
            log.info("{} is watched again", directory);
        }
    }

    private boolean register() {
        WatchService service = events;
        try {
            if (service == null) {
                service = directory.getFileSystem().newWatchService();
                begin(service);
            }
        } catch (IOException e) {
            complain(directory, e, "fs.inotify.max_user_instances");
            return false;
        }
        WatchService taken = service;
        return register(directory, taken)
                && subdirectories.stream()
                        .filter(subdirectory -> Files.isDirectory(subdirectory, LinkOption.NOFOLLOW_LINKS))
                        .allMatch(subdirectory -> register(subdirectory, taken));
    }

    private void begin(WatchService service) {
        events = service;
        Thread.ofPlatform().name("directory-watch").daemon().start(() -> run(service));
    }

    private boolean register(Path watched, WatchService service) {
        try {
            WatchKey now = watched.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
            WatchKey before = keys.put(watched, now);
            // Of one that was moved away nothing needs to be known.
            if (before != null && !before.equals(now)) {
                before.cancel();
            }
            return true;
        } catch (NoSuchFileException e) {
            // Gone meanwhile: the directory that it was in tells, and of the agent's own the next look at it.
            return !watched.equals(directory);
        } catch (IOException e) {
            complain(watched, e, "fs.inotify.max_user_watches");
            return false;
        }
    }

    /** Logs a failure once, not at every attempt. */
    private void complain(Path path, IOException e, String limit) {
        if (!complained) {
            complained = true;
            log.warn("{} is checked at intervals only: {} ({})", path, Cause.of(e), limit);
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

    private Wakeup signal(WatchKey key) {
        String in = directory.relativize((Path) key.watchable()).toString();
        String start = in.isEmpty() ? "" : in + "/";
        Set<String> names = new LinkedHashSet<>();
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind().equals(OVERFLOW)) {
                return new Wakeup.Overflowed();
            }
            names.add(start + event.context());
        }
        return new Wakeup.Touched(names);
    }
}
