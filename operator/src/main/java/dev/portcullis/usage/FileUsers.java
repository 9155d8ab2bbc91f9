package dev.portcullis.usage;

import dev.portcullis.rendition.FilePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pods that name each of our files. The same listing always gives the same value.
 *
 * @param pods {@code NAMESPACE/NAME} of the pods, sorted, by {@code localhostProfile} in its shortest form; exactly
 *     the files asked for have an entry: pods may name millions
 */
public record FileUsers(Map<String, List<String>> pods) {

    /** Collects the pods of one list. Not thread-safe. */
    static final class Reading {

        private final Map<String, List<String>> pods = new HashMap<>();

        Reading(Set<String> files) {
            files.forEach(file -> pods.put(file, new ArrayList<>()));
        }

        /** Returns whether this names one of the files, however it is written. */
        boolean concerns(String localhostProfile) {
            return pods.containsKey(FilePath.cleaned(localhostProfile));
        }

        /** Adds a pod with the files that it names. */
        void add(PodUse pod) {
            pod.localhostProfiles().stream().map(FilePath::cleaned).distinct().forEach(file -> {
                List<String> users = pods.get(file);
                if (users != null) {
                    users.add(pod.name());
                }
            });
        }

        FileUsers done() {
            Map<String, List<String>> sorted = new HashMap<>();
            pods.forEach(
                    (file, names) -> sorted.put(file, names.stream().sorted().toList()));
            return new FileUsers(sorted);
        }
    }

    /** The pods that name this file, which must have been asked for. */
    public List<String> of(String localhostProfile) {
        List<String> users = pods.get(localhostProfile);
        if (users == null) {
            throw new IllegalArgumentException(localhostProfile + " was not asked for");
        }
        return users;
    }

    /** Returns whether the file was asked for. */
    public boolean knows(String localhostProfile) {
        return pods.containsKey(localhostProfile);
    }
}
