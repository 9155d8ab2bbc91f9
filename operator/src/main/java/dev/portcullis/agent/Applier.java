package dev.portcullis.agent;

import dev.portcullis.rendition.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings files to what ConfigMaps ask for and notes what came of it. A failure of one never stops another. Nothing may
 * be reported before {@link #commit}.
 */
final class Applier {

    private static final Logger log = LoggerFactory.getLogger(Applier.class);

    /** How the agent's own directory is named in a failure. */
    static final String DIRECTORY = ".";

    private final ProfileDirectory directory;
    private final Inventory inventory;
    private final Retries retries;
    private final Failures failures;
    private final AgentMetrics metrics;
    private final PendingSync pendingSync;
    private Repairs repairs = Repairs.NONE;

    Applier(ProfileDirectory directory, Inventory inventory, Retries retries, AgentMetrics metrics) {
        this.directory = directory;
        this.inventory = inventory;
        this.retries = retries;
        this.failures = new Failures(inventory, retries);
        this.pendingSync = new PendingSync(directory, failures);
        this.metrics = metrics;
    }

    /** Brings the files that a ConfigMap might carry to what it holds, or removes them when it is a tombstone. */
    void apply(NodeDelivery delivery) {
        Set<String> others = new TreeSet<>(delivery.keys());
        for (NodeDelivery.Part part : delivery.parts()) {
            others.remove(part.key());
            apply(delivery, part);
        }
        others.forEach(other -> remove(other, delivery.revision()));
    }

    private void apply(NodeDelivery delivery, NodeDelivery.Part part) {
        String key = part.key();
        switch (part.content()) {
            case NodeDelivery.Unusable unusable -> failures.delivery(delivery, key, unusable.failure());
            case NodeDelivery.Unsuitable unsuitable -> failures.refusal(delivery, key, unsuitable.failure());
            case NodeDelivery.Good good -> {
                try {
                    put(good, good.sha256().equals(inventory.sha256(key)));
                    inventory.put(key, delivery.entry(good.sha256(), null));
                    retries.done(key);
                } catch (IOException e) {
                    failures.delivery(delivery, key, FailureReason.of(key, e, FailureReason.WRITE_FAILED));
                }
            }
        }
    }

    /**
     * No ConfigMap asks for the file any more, and none says that it may go: so it stays and is reported, unless the agent
     * was about to remove it.
     */
    void abandon(String key, long revision) {
        FileEntry entry = inventory.get(key);
        if (entry != null && FailureReason.REMOVE_FAILED.isOf(entry.failure())) {
            remove(key, revision);
        } else {
            keep(key, revision);
        }
    }

    /** Removes a file that may go. */
    private void remove(String key, long revision) {
        try {
            Optional<FileName> file = FileName.of(key);
            if (file.isPresent() && directory.remove(file.get())) {
                pendingSync.add(key);
                metrics.removed();
                log.atInfo().addKeyValue("file", key).log("Removed");
            }
            inventory.remove(key);
            retries.done(key);
        } catch (IOException e) {
            failures.removal(key, revision, FailureReason.of(key, e, FailureReason.REMOVE_FAILED));
        }
    }

    /** Keeps an orphan as well as can be without its ConfigMap; one that is not on disk any more is forgotten. */
    private void keep(String key, long revision) {
        retries.done(key);
        Optional<FileName> file = FileName.of(key);
        Optional<Orphan> orphan =
                file.isEmpty() ? Optional.empty() : Orphan.find(directory, file.get(), inventory.sha256(key));
        if (orphan.isEmpty()) {
            inventory.remove(key);
            return;
        }
        failures.orphan(orphan.get(), revision);
        if (orphan.get().found() == FileOnDisk.State.WRONG_MODE) {
            try {
                restoreMode(orphan.get().file());
            } catch (IOException e) {
                log.atWarn().addKeyValue("file", key).log("Cannot restore the mode: {}", Cause.of(e));
            }
        }
    }

    /** Notes that a file is wrong on disk and cannot be mended now. */
    void failRepair(String key, String message) {
        failures.repair(key, FailureReason.WRITE_FAILED.of(key, message));
    }

    /** Gives a file with the right contents its mode back. */
    void restoreMode(FileName file) throws IOException {
        directory.restoreMode(file);
        repaired(file.value());
    }

    /** Gives the agent's directory its owner and mode back; what cannot be given is reported. */
    void restoreDirectory() {
        note(DIRECTORY, directory.restoreRights());
    }

    /** Clears the way for the policies' files, and gives their directory its owner and mode back, or reports why not. */
    void restorePolicies() throws IOException {
        if (directory.clearPolicies()) {
            repaired(FilePath.POLICIES);
        }
        note(FilePath.POLICIES, directory.restorePoliciesRights());
    }

    /** Makes everything so far survive a power cut; what does not is a failure. */
    void commit() {
        pendingSync.commit();
    }

    Repairs repairs() {
        return repairs;
    }

    private void note(String key, DirectoryRights rights) {
        if (rights.restored()) {
            repaired(key);
        }
        rights.wrong(key).ifPresentOrElse(failure -> failures.directory(key, failure), () -> inventory.remove(key));
    }

    private void put(NodeDelivery.Good good, boolean wasThere) throws IOException {
        FileOnDisk.State found = directory.check(good.file(), good.sha256());
        if (found == FileOnDisk.State.GOOD) {
            return;
        }
        directory.write(good.file(), good.document().getBytes(StandardCharsets.UTF_8), good.sha256());
        pendingSync.add(good.file().value());
        metrics.wrote();
        log.atInfo()
                .addKeyValue("file", good.file().value())
                .addKeyValue("sha256", good.sha256())
                .log("Wrote");
        if (wasThere) {
            repaired(good.file().value());
        }
    }

    private void repaired(String file) {
        repairs = repairs.oneMore(Instant.now());
        metrics.repaired();
        log.atWarn().addKeyValue("file", file).log("Was changed on disk, put right");
    }
}
