package dev.portcullis.usage;

import dev.portcullis.rendition.Rendition;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which pods name which of our files. Who has the same listing comes to the same verdict.
 *
 * @param pods {@code NAMESPACE/NAME} of the pods, sorted, by {@code localhostProfile} in its shortest form
 */
public record FileUsers(Map<String, List<String>> pods) {

    private static final String OURS = Rendition.DIRECTORY + "/";

    /** The pods of one list, page by page. */
    static final class Reading {

        private final Map<String, TreeSet<String>> pods = new HashMap<>();

        void add(PodPage page) {
            for (PodPage.Pod pod : page.pods()) {
                pod.localhostProfiles().stream()
                        .map(FileUsers::normal)
                        .filter(file -> file.startsWith(OURS))
                        .forEach(file ->
                                pods.computeIfAbsent(file, f -> new TreeSet<>()).add(pod.name()));
            }
        }

        FileUsers done() {
            Map<String, List<String>> sorted = new HashMap<>();
            pods.forEach((file, names) -> sorted.put(file, List.copyOf(names)));
            return new FileUsers(sorted);
        }
    }

    /** The pods that name this file. */
    public List<String> of(String localhostProfile) {
        return pods.getOrDefault(localhostProfile, List.of());
    }

    /** The API server takes {@code ./portcullis//a.json} too, and the kubelet cleans it. */
    private static String normal(String localhostProfile) {
        return localhostProfile.indexOf('\0') < 0
                ? Path.of(localhostProfile).normalize().toString()
                : localhostProfile;
    }
}
