package dev.portcullis.agent;

import dev.portcullis.api.FileFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes what could not be brought to disk, and whether it is tried again.
 *
 * @param inventory where it is remembered
 * @param retries when it is tried again
 */
record Failures(Inventory inventory, Retries retries) {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    /** What a ConfigMap asks of a file failed. */
    void delivery(NodeDelivery delivery, String key, FileFailure failure) {
        inventory.put(key, delivery.entry(inventory.sha256(key), failure));
        retryLater(key, failure);
    }

    /** What a ConfigMap asks of a file can never work here: told once, and looked at again when the ConfigMap changes. */
    void refusal(NodeDelivery delivery, String key, FileFailure failure) {
        FileEntry before = inventory.get(key);
        inventory.put(key, delivery.entry(inventory.sha256(key), failure));
        retries.done(key);
        if (before == null || !failure.equals(before.failure())) {
            tell(failure);
        }
    }

    /** A file that may go as of this revision could not be removed. */
    void removal(String key, long revision, FileFailure failure) {
        inventory.put(key, new FileEntry(NodeDelivery.configMap(key), revision, inventory.sha256(key), failure));
        retryLater(key, failure);
    }

    /** A file stays although no ConfigMap asks for it as of this revision: told once. */
    void orphan(Orphan orphan, long revision) {
        String key = orphan.file().value();
        FileFailure failure = orphan.failure();
        FileEntry before = inventory.get(key);
        inventory.put(key, new FileEntry(NodeDelivery.configMap(key), revision, orphan.sha256(), failure));
        if (before == null || !failure.equals(before.failure())) {
            tell(failure);
        }
    }

    /** A file that was brought to disk is not right there any more. */
    void repair(String key, FileFailure failure) {
        inventory.fail(key, failure);
        retryLater(key, failure);
    }

    /** One of the agent's directories is not as it should be, whatever is in it: told once. */
    void directory(String key, FileFailure failure) {
        FileEntry before = inventory.get(key);
        if (before == null || !failure.equals(before.failure())) {
            tell(failure);
        }
        // As old as can be, so that it is among those that are listed.
        inventory.put(key, new FileEntry("", 0, null, failure));
    }

    private void retryLater(String key, FileFailure failure) {
        retries.failed(key, System.nanoTime());
        tell(failure);
    }

    private static void tell(FileFailure failure) {
        log.atWarn()
                .addKeyValue("file", failure.file())
                .addKeyValue("reason", failure.reason())
                .log(failure.message());
    }
}
