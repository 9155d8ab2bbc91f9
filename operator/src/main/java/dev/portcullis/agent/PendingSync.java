package dev.portcullis.agent;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The files whose change may not survive a power cut yet. Not for use by several threads. */
final class PendingSync {

    private final ProfileDirectory directory;
    private final Inventory inventory;
    private final AgentMetrics metrics;
    /** Keys of files by the directory that they are in. */
    private final Map<String, Set<String>> changed = new TreeMap<>();

    PendingSync(ProfileDirectory directory, Inventory inventory, AgentMetrics metrics) {
        this.directory = directory;
        this.inventory = inventory;
        this.metrics = metrics;
    }

    /** Notes that a file was written or removed. */
    void add(String key) {
        changed.computeIfAbsent(FileName.directory(key), directory -> new TreeSet<>())
                .add(key);
    }

    /** Makes all changes survive a power cut; one directory's failure concerns its files alone. */
    void commit() {
        changed.entrySet().removeIf(files -> commit(files.getKey(), files.getValue()));
    }

    private boolean commit(String name, Set<String> keys) {
        try {
            long begun = System.nanoTime();
            directory.sync(name);
            metrics.synced(System.nanoTime() - begun);
            return true;
        } catch (IOException e) {
            for (String key : keys) {
                inventory.damaged(key, FailureReason.of(key, e, FailureReason.WRITE_FAILED));
            }
            return false;
        }
    }
}
