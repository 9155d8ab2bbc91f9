package dev.portcullis.e2e;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The kernel's reports about a directory's files. A file that takes a name by rename is "created", the one that had the
 * name before is not "deleted": so a deletion means that there was no such file for a time, and a modification that a
 * reader may have seen half of it.
 */
final class FileEvents implements AutoCloseable {

    /**
     * Something that happened to a name in the directory.
     *
     * @param kind ENTRY_CREATE, ENTRY_DELETE or ENTRY_MODIFY; OVERFLOW when the kernel had more to tell than it could keep
     */
    record Event(String kind, String file) {

        /** Returns whether a reader could have found no file under this name, or a part of one. */
        boolean isHarmful() {
            return !kind.equals(ENTRY_CREATE.name());
        }
    }

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final WatchService service;
    private final Thread listener;

    /** Listens from now on to the files whose names begin so. */
    FileEvents(Path directory, String prefix) {
        try {
            service = directory.getFileSystem().newWatchService();
            directory.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listener = Thread.ofVirtual().start(() -> listen(prefix));
    }

    private void listen(String prefix) {
        try {
            while (true) {
                WatchKey key = service.take();
                for (WatchEvent<?> event : key.pollEvents()) {
                    String file = String.valueOf(event.context());
                    if (event.kind().equals(OVERFLOW) || file.startsWith(prefix)) {
                        events.add(new Event(event.kind().name(), file));
                    }
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            // Nobody listens any longer.
        }
    }

    /** The reports so far. */
    List<Event> seen() {
        return List.copyOf(events);
    }

    /** The reports so far of moments without a whole file. */
    List<Event> harmful() {
        return events.stream().filter(Event::isHarmful).toList();
    }

    @Override
    public void close() {
        try {
            service.close();
            listener.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
