package dev.portcullis.agent;

import dev.portcullis.api.FileFailure;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the agent remembers of all files, by their key, and whether that changed since it was last asked. */
final class Inventory {

    private final Map<String, FileEntry> entries = new TreeMap<>();
    private boolean changed;

    @Nullable
    FileEntry get(String key) {
        return entries.get(key);
    }

    /** The digest of what is on disk, as far as the agent knows. */
    @Nullable
    String sha256(String key) {
        FileEntry entry = entries.get(key);
        return entry == null ? null : entry.sha256();
    }

    /** The newest revision that any of these was last applied at, or failed; 0 when none is known. */
    long newest(Collection<String> keys) {
        return keys.stream()
                .map(entries::get)
                .filter(Objects::nonNull)
                .mapToLong(FileEntry::revision)
                .max()
                .orElse(0);
    }

    void put(String key, FileEntry entry) {
        changed |= !Objects.equals(entries.put(key, entry), entry);
    }

    void remove(String key) {
        changed |= entries.remove(key) != null;
    }

    /** Notes why a file is not as it should be, with what else is known of it. */
    void fail(String key, FileFailure failure) {
        FileEntry entry = entries.get(key);
        put(
                key,
                entry == null
                        ? new FileEntry("", 0, null, failure)
                        : new FileEntry(entry.configMap(), entry.revision(), entry.sha256(), failure));
    }

    Collection<FileEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** A copy, so that files may be changed while going through it. */
    List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    boolean contains(String key) {
        return entries.containsKey(key);
    }

    /** The keys of what ConfigMaps carry, or did, that are not among these. */
    List<String> without(Set<String> keys) {
        return entries.entrySet().stream()
                .filter(entry -> !entry.getValue().configMap().isEmpty())
                .map(Map.Entry::getKey)
                .filter(key -> !keys.contains(key))
                .toList();
    }

    /** Returns whether anything changed since the last call. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }
}
