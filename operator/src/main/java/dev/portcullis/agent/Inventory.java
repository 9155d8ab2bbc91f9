package dev.portcullis.agent;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.FileRevision;
import dev.portcullis.api.NodePoolStatus;
import dev.portcullis.api.NodeSync;
import dev.portcullis.rendition.NodeSelector;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's memory of every file, by its key: its digest, its revision, and its failure. Logs failures, and
 * passes those that may end to {@link Retries}. Not for use by several threads.
 */
final class Inventory {

    private static final Logger log = LoggerFactory.getLogger(Inventory.class);

    /**
     * The memory of one file: digests, never contents.
     *
     * @param configMap the ConfigMap that carries it; empty for a left-over that none carries
     * @param revision the resourceVersion that was last applied, or failed
     * @param sha256 the digest of what is on disk; null when there is nothing that the agent knows of
     * @param failure the reason for the file not being as that revision asks; null when it is
     * @param place whether that revision asks for it on this node
     */
    record Entry(
            String configMap,
            long revision,
            @Nullable String sha256,
            @Nullable FileFailure failure,
            Placement place) {

        /** A file that every node has. */
        Entry(String configMap, long revision, @Nullable String sha256, @Nullable FileFailure failure) {
            this(configMap, revision, sha256, failure, Placement.HERE);
        }

        /** Returns whether the file is kept for pods, although the node's labels do not ask for it. */
        boolean isLeaving() {
            return place.isElsewhere() && sha256 != null;
        }

        /** Returns whether the file is kept although nothing in the cluster asks for it. */
        boolean isOrphaned() {
            return FailureReason.ORPHANED.isOf(failure);
        }
    }

    /**
     * The repairs of drift since the agent started.
     *
     * @param count their number
     * @param last the time of the last one
     */
    record Repairs(long count, @Nullable Instant last) {

        static final Repairs NONE = new Repairs(0, null);
    }

    private final Map<String, Entry> entries = new TreeMap<>();
    private final Retries retries;
    private Repairs repairs = Repairs.NONE;
    private boolean changed;
    private boolean pooled;

    Inventory(Retries retries) {
        this.retries = retries;
    }

    @Nullable
    Entry get(String key) {
        return entries.get(key);
    }

    /** The digest of what is on disk, as far as the agent knows. */
    @Nullable
    String sha256(String key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.sha256();
    }

    Collection<Entry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** A copy of the keys, so that files may be changed while going through it. */
    List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    boolean contains(String key) {
        return entries.containsKey(key);
    }

    /** The newest revision that any of these was last applied at, or failed; 0 when none is known. */
    long newest(Collection<String> keys) {
        return keys.stream()
                .map(entries::get)
                .filter(Objects::nonNull)
                .mapToLong(Entry::revision)
                .max()
                .orElse(0);
    }

    /** The keys that a ConfigMap carries, or did, and that are not among these. */
    List<String> without(Set<String> keys) {
        return entries.entrySet().stream()
                .filter(entry -> !entry.getValue().configMap().isEmpty())
                .map(Map.Entry::getKey)
                .filter(key -> !keys.contains(key))
                .toList();
    }

    Repairs repairs() {
        return repairs;
    }

    /** The number of failed files by the word for their reason. */
    Map<String, Integer> failures() {
        Map<String, Integer> failures = new TreeMap<>();
        for (Entry entry : entries.values()) {
            FileFailure failure = entry.failure();
            if (failure != null) {
                failures.merge(failure.reason(), 1, Integer::sum);
            }
        }
        return failures;
    }

    /** Returns whether anything changed since the last call. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** Returns whether labels of this node ever decided about a file. */
    boolean isPooled() {
        return pooled;
    }

    /** What to report of node selectors; null when there are none, and the operator told nothing of labels. */
    @Nullable
    NodePoolStatus pool(long generation) {
        if (!pooled && generation == 0) {
            return null;
        }
        int awaiting = (int) entries.values().stream()
                .filter(entry -> entry.place().match() == NodeSelector.Match.UNKNOWN)
                .count();
        return new NodePoolStatus(
                generation == 0 ? null : generation,
                awaiting == 0 ? null : awaiting,
                entries.entrySet().stream()
                        .filter(entry -> entry.getValue().isLeaving())
                        .limit(NodeSync.MAX_LEAVING)
                        .map(entry -> new FileRevision(
                                entry.getKey(), entry.getValue().revision()))
                        .toList());
    }

    /** Notes that a file is on disk as its ConfigMap asks. */
    void applied(NodeDelivery delivery, Placement place, String key, String sha256) {
        put(key, new Entry(delivery.configMap(), delivery.revision(), sha256, null, place));
        retries.done(key);
    }

    /** Notes that a file is not on disk, and that it is not asked for here, as far as labels are known. */
    void absent(NodeDelivery delivery, Placement place, String key) {
        put(key, new Entry(delivery.configMap(), delivery.revision(), null, null, place));
        retries.done(key);
    }

    /** Drops a key that needs no attention any more: its file is gone, or nothing is wrong with its directory. */
    void forget(String key) {
        changed |= entries.remove(key) != null;
        retries.done(key);
    }

    /** Counts a repair of drift. */
    void repaired(Instant now) {
        repairs = new Repairs(repairs.count() + 1, now);
        changed = true;
    }

    /** Notes that a file could not be brought to what its ConfigMap asks. */
    void deliveryFailed(NodeDelivery delivery, Placement place, String key, FileFailure failure) {
        put(key, new Entry(delivery.configMap(), delivery.revision(), sha256(key), failure, place));
        retryLater(key, failure);
    }

    /** Notes that this node can never use a file: logged once, and tried again when the ConfigMap changes. */
    void refused(NodeDelivery delivery, Placement place, String key, FileFailure failure) {
        retries.done(key);
        putAndLogOnce(key, new Entry(delivery.configMap(), delivery.revision(), sha256(key), failure, place), failure);
    }

    /** Notes that a file that may go as of this revision could not be removed. */
    void removalFailed(String key, long revision, FileFailure failure) {
        put(key, new Entry(NodeDelivery.configMap(key), revision, sha256(key), failure));
        retryLater(key, failure);
    }

    /**
     * Notes that a file stays although no ConfigMap asks for it as of this revision: logged once.
     *
     * @param sha256 its digest, as far as the agent knows; null when it is not a file
     */
    void orphaned(String key, @Nullable String sha256, long revision, FileFailure failure) {
        retries.done(key);
        putAndLogOnce(key, new Entry(NodeDelivery.configMap(key), revision, sha256, failure), failure);
    }

    /** Notes that a file that was brought to disk is not right there any more. */
    void damaged(String key, FileFailure failure) {
        Entry entry = entries.get(key);
        put(
                key,
                entry == null
                        ? new Entry("", 0, null, failure)
                        : new Entry(entry.configMap(), entry.revision(), entry.sha256(), failure, entry.place()));
        retryLater(key, failure);
    }

    /** Notes that a directory of the agent is not as it should be, whatever is in it: logged once. */
    void directoryFailed(String key, FileFailure failure) {
        // As old as can be, so that it is among those that are listed.
        putAndLogOnce(key, new Entry("", 0, null, failure), failure);
    }

    private void putAndLogOnce(String key, Entry entry, FileFailure failure) {
        Entry before = entries.get(key);
        put(key, entry);
        if (before == null || !failure.equals(before.failure())) {
            log(failure);
        }
    }

    private void put(String key, Entry entry) {
        pooled |= entry.place().depends();
        changed |= !Objects.equals(entries.put(key, entry), entry);
    }

    private void retryLater(String key, FileFailure failure) {
        retries.failed(key, System.nanoTime());
        log(failure);
    }

    private static void log(FileFailure failure) {
        log.atWarn()
                .addKeyValue("file", failure.file())
                .addKeyValue("reason", failure.reason())
                .log(failure.message());
    }
}
