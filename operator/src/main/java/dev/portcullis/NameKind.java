package dev.portcullis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The objects whose names a command takes. */
enum NameKind {
    PROFILES_AND_POLICIES,
    EVERYTHING,
    BLOCKS,
    OBSERVATIONS,
    NODES;

    /** Options of commands that take names, which have a value. */
    private static final Set<String> WITH_VALUE =
            Set.of("--kubeconfig", "--context", "--namespace", "--system-namespace", "--output", "-o", "--timeout");

    /** The plurals of the objects, each with what a command line writes before their names. */
    Map<String, String> collections() {
        return switch (this) {
            case PROFILES_AND_POLICIES -> Map.of("seccompprofiles", "", "capabilitypolicies", "policy/");
            case EVERYTHING ->
                Map.of(
                        "seccompprofiles",
                        "",
                        "capabilitypolicies",
                        "policy/",
                        "syscallblocks",
                        "block/",
                        "profileobservations",
                        "observation/");
            case BLOCKS -> Map.of("syscallblocks", "");
            case OBSERVATIONS -> Map.of("profileobservations", "");
            case NODES -> Map.of("nodesyncs", "");
        };
    }

    /** The commands that take names. */
    static List<String> commands() {
        return List.of("exposed", "node", "observe", "pods", "rollout");
    }

    /** What the next word can be after these; empty where it is no name. */
    static Optional<NameKind> of(List<String> typed) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < typed.size(); i++) {
            boolean isValue = i > 0 && WITH_VALUE.contains(typed.get(i - 1));
            if (!isValue && !typed.get(i).startsWith("-")) {
                words.add(typed.get(i));
            }
        }
        return switch (String.join(" ", words)) {
            case "pods", "rollout approve", "rollout abort" -> Optional.of(PROFILES_AND_POLICIES);
            case "rollout status" -> Optional.of(EVERYTHING);
            case "exposed" -> Optional.of(BLOCKS);
            case "observe" -> Optional.of(OBSERVATIONS);
            case "node" -> Optional.of(NODES);
            default -> Optional.empty();
        };
    }
}
