package dev.portcullis.agent;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** The files whose change may not survive a power cut yet. Not for use by several threads. */
final class PendingSync {

    private final ProfileDirectory directory;
    private final Inventory inventory;
    private final Set<String> own = new TreeSet<>();
    private final Set<String> ofPolicies = new TreeSet<>();

    PendingSync(ProfileDirectory directory, Inventory inventory) {
        this.directory = directory;
        this.inventory = inventory;
    }

    /** Notes that a file was written or removed. */
    void add(String key) {
        (FileName.isOfPolicy(key) ? ofPolicies : own).add(key);
    }

    /** Makes all changes survive a power cut; one directory's failure concerns its files alone. */
    void commit() {
        commit(own, directory::sync);
        commit(ofPolicies, directory::syncPolicies);
    }

    private void commit(Set<String> keys, Sync sync) {
        if (keys.isEmpty()) {
            return;
        }
        try {
            sync.run();
            keys.clear();
        } catch (IOException e) {
            for (String key : keys) {
                inventory.damaged(key, FailureReason.of(key, e, FailureReason.WRITE_FAILED));
            }
        }
    }

    private interface Sync {
        void run() throws IOException;
    }
}
