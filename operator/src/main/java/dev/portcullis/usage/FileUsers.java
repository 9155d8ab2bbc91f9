package dev.portcullis.usage;

import dev.portcullis.rendition.FilePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which pods name which of our files. Who has the same listing comes to the same verdict.
 *
 * @param pods {@code NAMESPACE/NAME} of the pods, sorted, by {@code localhostProfile} in its shortest form; every file
 *     that was asked for has its entry, and no other: pods may name millions
 */
public record FileUsers(Map<String, List<String>> pods) {

    /** The pods of one list. Not for use by several threads. */
    static final class Reading {

        private final Map<String, List<String>> pods = new HashMap<>();

        Reading(Set<String> files) {
            files.forEach(file -> pods.put(file, new ArrayList<>()));
        }

        /** Returns whether this is one of the files, however it is written. */
        boolean concerns(String localhostProfile) {
            return pods.containsKey(FilePath.cleaned(localhostProfile));
        }

        /** The pod names these files. */
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

    /** Returns whether it was asked for. */
    public boolean knows(String localhostProfile) {
        return pods.containsKey(localhostProfile);
    }
}
