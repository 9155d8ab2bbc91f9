package dev.portcullis.agent;

import dev.portcullis.node.Cause;
import dev.portcullis.rendition.FilePath;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares files with what was written and restores those that differ; tries failed files again. */
final class DriftRepair {

    private static final Logger log = LoggerFactory.getLogger(DriftRepair.class);

    /** The agent's own directory in failures. */
    private static final String DIRECTORY = ".";

    private final ProfileDirectory directory;
    private final Inventory inventory;
    private final NodeInfo node;
    private final Applier applier;
    private final Function<String, Optional<ConfigMap>> fetch;

    /**
     * Looks after the applier's files.
     *
     * @param fetch gets a ConfigMap by its name, empty when there is none
     */
    DriftRepair(
            ProfileDirectory directory,
            Inventory inventory,
            NodeInfo node,
            Applier applier,
            Function<String, Optional<ConfigMap>> fetch) {
        this.directory = directory;
        this.inventory = inventory;
        this.node = node;
        this.applier = applier;
        this.fetch = fetch;
    }

    /** Checks these files; names that the agent does not know are left alone. */
    void verify(Collection<String> keys) {
        for (String key : keys) {
            Inventory.Entry entry = inventory.get(key);
            if (entry != null && entry.isOrphaned()) {
                applier.abandon(key, entry.revision());
            } else if (entry != null && entry.sha256() != null && entry.failure() == null) {
                FileName.of(key).ifPresent(file -> verify(file, Objects.requireNonNull(entry.sha256())));
            }
        }
    }

    /** Checks the agent's directory and those in it. */
    void verifyDirectories() {
        note(DIRECTORY, directory.restoreRights());
        for (String name : FilePath.SUBDIRECTORIES) {
            try {
                if (directory.clear(name)) {
                    applier.repaired(name);
                }
                note(name, directory.restoreRights(name));
            } catch (IOException e) {
                log.warn("Cannot put {} right: {}", name, e.getMessage());
            }
        }
    }

    private void note(String key, DirectoryRights rights) {
        if (rights.restored()) {
            applier.repaired(key);
        }
        rights.wrong(key)
                .ifPresentOrElse(failure -> inventory.directoryFailed(key, failure), () -> inventory.forget(key));
    }

    /** Checks all files, also for those that no ConfigMap carries. */
    void verifyAll(long revision) {
        verifyDirectories();
        verify(inventory.keys());
        noteUnknown(revision);
    }

    /** Notes files that could be ours and that no ConfigMap carries; removes temporary files of interrupted writes. */
    void noteUnknown(long revision) {
        noteUnknown("", revision);
        FilePath.SUBDIRECTORIES.forEach(name -> noteUnknown(name, revision));
    }

    private void noteUnknown(String name, long revision) {
        try {
            for (FileName file : directory.tidied(name)) {
                if (!inventory.contains(file.value())) {
                    applier.abandon(file.value(), revision);
                }
            }
        } catch (IOException e) {
            log.atWarn().setCause(e).log("Cannot tidy the directory");
        }
    }

    /** Applies a file's ConfigMap once more, with the other files that it carries. */
    void refetch(String key) {
        Inventory.Entry entry = inventory.get(key);
        if (entry == null) {
            return;
        }
        try {
            Optional<ConfigMap> configMap =
                    entry.configMap().isEmpty() ? Optional.empty() : fetch.apply(entry.configMap());
            configMap.ifPresentOrElse(
                    found -> applier.apply(NodeDelivery.of(found, node)), () -> applier.abandon(key, entry.revision()));
        } catch (KubernetesClientException e) {
            retryLater(key, entry, e);
        }
    }

    private void retryLater(String key, Inventory.Entry entry, KubernetesClientException e) {
        String found = entry.sha256() == null ? "not written" : "changed on disk";
        String message = entry.failure() == null
                ? found + ", and its ConfigMap cannot be read: " + Cause.of(e)
                : entry.failure().message();
        inventory.damaged(key, FailureReason.WRITE_FAILED.of(key, message));
    }

    private void verify(FileName file, String sha256) {
        FileOnDisk.State found = directory.check(file, sha256);
        switch (found) {
            case GOOD -> {}
            case WRONG_MODE -> {
                try {
                    applier.restoreMode(file);
                } catch (IOException e) {
                    refetch(file.value());
                }
            }
            case WRONG_CONTENTS, WRONG_OWNER, NOT_A_FILE, UNREADABLE, MISSING -> refetch(file.value());
        }
    }
}
