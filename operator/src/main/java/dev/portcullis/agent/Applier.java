package dev.portcullis.agent;

import dev.portcullis.api.FileFailure;
import dev.portcullis.node.Cause;
import dev.portcullis.rendition.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings files to what ConfigMaps ask for and notes the result in the inventory. A failure of one never stops another.
 * Call {@link #commit} before anything is reported.
 */
final class Applier {

    private static final Logger log = LoggerFactory.getLogger(Applier.class);

    private final ProfileDirectory directory;
    private final Inventory inventory;
    private final AgentMetrics metrics;
    private final PendingSync pendingSync;
    private NodeOrders orders = NodeOrders.NONE;

    Applier(ProfileDirectory directory, Inventory inventory, AgentMetrics metrics) {
        this.directory = directory;
        this.inventory = inventory;
        this.pendingSync = new PendingSync(directory, inventory, metrics);
        this.metrics = metrics;
    }

    /** The operator's orders that files follow. */
    NodeOrders orders() {
        return orders;
    }

    /**
     * Follows these orders from now on.
     *
     * @return for each ConfigMap whose files they concern, the key of one: it has to be applied again
     */
    List<String> obey(NodeOrders now) {
        orders = now;
        Map<String, String> concerned = new TreeMap<>();
        for (String key : inventory.keys()) {
            Inventory.Entry entry = Objects.requireNonNull(inventory.get(key));
            boolean moved = !now.place(entry.place().nodes()).equals(entry.place());
            if (moved || (entry.isLeaving() && now.releases(key, entry.revision()))) {
                concerned.put(entry.configMap(), key);
            }
        }
        return List.copyOf(concerned.values());
    }

    /**
     * Writes the files that a ConfigMap asks for; files that it could carry but omits are removed. Where the node's labels do
     * not ask for them, or may not, a file that is there is kept up to date until it is released, and no other is written.
     */
    void apply(NodeDelivery delivery) {
        Placement place = orders.place(delivery.nodes());
        Set<String> omitted = new TreeSet<>(delivery.keys());
        for (NodeDelivery.Part part : delivery.parts()) {
            omitted.remove(part.key());
            if (place.isHere() || isOnDisk(part.key())) {
                apply(delivery, place, part);
            } else {
                inventory.absent(delivery, place, part.key());
            }
        }
        omitted.forEach(key -> remove(key, delivery.revision()));
    }

    private boolean isOnDisk(String key) {
        return FileName.of(key)
                .map(file -> directory.check(file, ""))
                .filter(state -> state != FileOnDisk.State.MISSING && state != FileOnDisk.State.NOT_A_FILE)
                .isPresent();
    }

    private void apply(NodeDelivery delivery, Placement place, NodeDelivery.Part part) {
        String key = part.key();
        if (place.isElsewhere() && orders.releases(key, delivery.revision())) {
            takeAway(delivery, place, key);
            return;
        }
        switch (part) {
            case NodeDelivery.Unusable unusable -> inventory.deliveryFailed(delivery, place, key, unusable.failure());
            case NodeDelivery.Unsuitable unsuitable -> inventory.refused(delivery, place, key, unsuitable.failure());
            case NodeDelivery.Good good -> {
                try {
                    put(good);
                    inventory.applied(delivery, place, key, good.sha256());
                } catch (IOException e) {
                    inventory.deliveryFailed(
                            delivery, place, key, FailureReason.of(key, e, FailureReason.WRITE_FAILED));
                }
            }
        }
    }

    /** Removes a file that may go from this node, and remembers what would bring it back. */
    private void takeAway(NodeDelivery delivery, Placement place, String key) {
        try {
            removeFile(key);
            inventory.absent(delivery, place, key);
        } catch (IOException e) {
            inventory.deliveryFailed(delivery, place, key, FailureReason.of(key, e, FailureReason.REMOVE_FAILED));
        }
    }

    private void put(NodeDelivery.Good good) throws IOException {
        FileName file = good.file();
        if (directory.check(file, good.sha256()) == FileOnDisk.State.GOOD) {
            return;
        }
        boolean drifted = good.sha256().equals(inventory.sha256(good.key()));
        long begun = System.nanoTime();
        directory.write(file, good.document().getBytes(StandardCharsets.UTF_8), good.sha256());
        pendingSync.add(file.value());
        metrics.wrote(System.nanoTime() - begun);
        log.atInfo()
                .addKeyValue("file", file.value())
                .addKeyValue("sha256", good.sha256())
                .log("Wrote");
        if (drifted) {
            repaired(file.value());
        }
    }

    /** Keeps and reports a file that no ConfigMap asks for or releases, or goes on removing it. */
    void abandon(String key, long revision) {
        Inventory.Entry entry = inventory.get(key);
        if (entry != null && FailureReason.REMOVE_FAILED.isOf(entry.failure())) {
            remove(key, revision);
        } else {
            keep(key, revision);
        }
    }

    /** Removes a file that may go. */
    private void remove(String key, long revision) {
        try {
            removeFile(key);
            inventory.forget(key);
        } catch (IOException e) {
            inventory.removalFailed(key, revision, FailureReason.of(key, e, FailureReason.REMOVE_FAILED));
        }
    }

    private void removeFile(String key) throws IOException {
        Optional<FileName> file = FileName.of(key);
        if (file.isPresent() && directory.remove(file.get())) {
            pendingSync.add(key);
            metrics.removed();
            log.atInfo().addKeyValue("file", key).log("Removed");
        }
    }

    /** Keeps an orphan as well as can be without its ConfigMap; one that is not on disk any more is forgotten. */
    private void keep(String key, long revision) {
        Optional<Orphan> found = FileName.of(key).flatMap(file -> Orphan.find(directory, file, inventory.sha256(key)));
        if (found.isEmpty()) {
            inventory.forget(key);
            return;
        }
        Orphan orphan = found.get();
        inventory.orphaned(key, orphan.sha256(), revision, orphan.failure());
        if (orphan.state() == FileOnDisk.State.WRONG_MODE) {
            try {
                restoreMode(orphan.file());
            } catch (IOException e) {
                log.atWarn().addKeyValue("file", key).log("Cannot restore the mode: {}", Cause.of(e));
            }
        }
    }

    /** Gives a file with the right contents its mode back. */
    void restoreMode(FileName file) throws IOException {
        directory.restoreMode(file);
        repaired(file.value());
    }

    /** Counts a repair of drift. */
    void repaired(String file) {
        inventory.repaired(Instant.now());
        metrics.repaired();
        log.atWarn().addKeyValue("file", file).log("Was changed on disk, put right");
    }

    /** Makes everything so far survive a power cut; what does not is a failure. */
    void commit() {
        pendingSync.commit();
    }

    /**
     * A file that could be ours, and that neither a rendition asks for nor a tombstone releases. Its ConfigMap may be
     * gone by accident, and pods may need the file.
     *
     * @param sha256 its digest, as far as the agent knows; null when it is not a file
     * @param state the comparison of that with the disk
     */
    private record Orphan(FileName file, @Nullable String sha256, FileOnDisk.State state) {

        /**
         * Looks at the file of this name; empty when there is none.
         *
         * @param known the digest of the contents that the agent wrote; null when it wrote none
         */
        static Optional<Orphan> find(ProfileDirectory directory, FileName file, @Nullable String known) {
            String sha256 = known == null ? directory.sha256(file).orElse(null) : known;
            FileOnDisk.State state = directory.check(file, Objects.requireNonNullElse(sha256, ""));
            return state == FileOnDisk.State.MISSING ? Optional.empty() : Optional.of(new Orphan(file, sha256, state));
        }

        FileFailure failure() {
            return FailureReason.ORPHANED.of(file.value(), described() + remedy());
        }

        private String described() {
            return switch (state) {
                case WRONG_CONTENTS -> "changed on disk, and there is no ConfigMap to put it right from; ";
                case NOT_A_FILE -> "is not a file; ";
                case UNREADABLE -> "cannot be read; ";
                case WRONG_OWNER -> "belongs to another user; ";
                case GOOD, WRONG_MODE, MISSING -> "";
            };
        }

        private String remedy() {
            FilePath path = FilePath.of(file.value()).orElseThrow();
            return "no ConfigMap " + path.kind().configMapName(path.object())
                    + " asks for it, and none says that it may go, so it stays: apply " + path.subject()
                    + " again, or remove the file with: portcullis purge --orphans";
        }
    }
}
