package dev.portcullis.usage;

import dev.portcullis.rendition.FilePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pods that name each of our files, by node.
 *
 * @param pods {@code NAMESPACE/NAME} of the pods by {@code localhostProfile} in its shortest form, and then by node; the
 *     empty name stands for those that no node has yet
 */
public record NodeFileUsers(Map<String, Map<String, List<String>>> pods) {

    private static final String NOWHERE = "";

    /** Collects the pods of one list. Not thread-safe. */
    static final class Reading {

        private final Set<String> files;
        private final Map<String, Map<String, List<String>>> pods = new HashMap<>();

        Reading(Set<String> files) {
            this.files = new HashSet<>(files);
        }

        boolean concerns(String localhostProfile) {
            return files.contains(FilePath.cleaned(localhostProfile));
        }

        void add(PodUse pod) {
            String node = Objects.requireNonNullElse(pod.node(), NOWHERE);
            pod.localhostProfiles().stream().map(FilePath::cleaned).distinct().forEach(file -> pods.computeIfAbsent(
                            file, f -> new HashMap<>())
                    .computeIfAbsent(node, n -> new ArrayList<>())
                    .add(pod.name()));
        }

        NodeFileUsers done() {
            return new NodeFileUsers(pods);
        }
    }

    /** The pods that use a file on a node, and those that name it and may still come there; sorted. */
    public List<String> of(String localhostProfile, String node) {
        Map<String, List<String>> nodes = pods.getOrDefault(localhostProfile, Map.of());
        return Stream.of(node, NOWHERE)
                .flatMap(name -> nodes.getOrDefault(name, List.of()).stream())
                .sorted()
                .toList();
    }
}
