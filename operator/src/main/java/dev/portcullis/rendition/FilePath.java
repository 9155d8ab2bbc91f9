package dev.portcullis.rendition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The file of an object, as a path below the agent's directory: {@code NAME.json} for a SeccompProfile, {@code
 * policy/NAME.capabilities.json} and {@code policy/NAME.seccomp.json} for a CapabilityPolicy, {@code block/NAME.json} for a
 * SyscallBlock, {@code observed/NAME.json} for a ProfileObservation. No two objects share a file.
 *
 * @param kind the object's kind
 * @param object the object's name
 * @param content what the file holds; one of the kind's
 */
public record FilePath(Kind kind, String object, Content content) {

    /** The directory of the policies' files, below the agent's own. */
    public static final String POLICIES = "policy";

    /** The directory of the blocks' files, below the agent's own. */
    public static final String BLOCKS = "block";

    /** The directory of the observations' files, below the agent's own. */
    public static final String OBSERVED = "observed";

    /** All directories below the agent's own. */
    public static final List<String> SUBDIRECTORIES = List.of(POLICIES, BLOCKS, OBSERVED);

    private static final String IN_POLICIES = POLICIES + "/";
    private static final String IN_BLOCKS = BLOCKS + "/";
    private static final String IN_OBSERVED = OBSERVED + "/";
    private static final String IN_DIRECTORY = Rendition.DIRECTORY + "/";

    /** Refuses content that the kind does not have. */
    public FilePath {
        if (!kind.contents().contains(content)) {
            throw new IllegalArgumentException("a " + kind.label() + " has no file of " + content);
        }
    }

    /** The file at a path, if the path has the form of one; does not check that the object's name is valid. */
    public static Optional<FilePath> of(String path) {
        return Stream.of(Kind.values())
                .flatMap(kind -> kind.contents().stream().flatMap(content -> of(kind, content, path).stream()))
                .findFirst();
    }

    /**
     * The shortest form of a {@code localhostProfile}: the API server accepts {@code ./portcullis//a.json} too, and the
     * kubelet cleans it (Go's {@code filepath.Join}). Every text has one; {@code java.nio.file.Path} refuses some.
     */
    public static String cleaned(String localhostProfile) {
        Deque<String> steps = new ArrayDeque<>();
        for (String step : localhostProfile.split("/", -1)) {
            if (step.equals("..") && !steps.isEmpty() && !steps.getLast().equals("..")) {
                steps.removeLast();
            } else if (!step.isEmpty() && !step.equals(".")) {
                steps.addLast(step);
            }
        }
        return (localhostProfile.startsWith("/") ? "/" : "") + String.join("/", steps);
    }

    /** The file that a {@code localhostProfile} names, however it is written, if it has the form of one. */
    public static Optional<FilePath> ofLocalhostProfile(String localhostProfile) {
        String cleaned = cleaned(localhostProfile);
        return cleaned.startsWith(IN_DIRECTORY) ? of(cleaned.substring(IN_DIRECTORY.length())) : Optional.empty();
    }

    /** Returns whether a {@code localhostProfile} is in the agent's directory, however it is written. */
    public static boolean isOurs(String localhostProfile) {
        return cleaned(localhostProfile).startsWith(IN_DIRECTORY);
    }

    /** The path below the agent's directory. */
    public String value() {
        return start(kind) + object + end(kind, content);
    }

    /** The object that the file belongs to. */
    public Subject subject() {
        return new Subject(kind, object);
    }

    /** The {@code localhostProfile} that pods write. */
    public String localhostProfile() {
        return IN_DIRECTORY + value();
    }

    @Override
    public String toString() {
        return value();
    }

    private static Optional<FilePath> of(Kind kind, Content content, String path) {
        String start = start(kind);
        String end = end(kind, content);
        if (!path.startsWith(start) || !path.endsWith(end) || path.length() <= start.length() + end.length()) {
            return Optional.empty();
        }
        String object = path.substring(start.length(), path.length() - end.length());
        return object.contains("/") ? Optional.empty() : Optional.of(new FilePath(kind, object, content));
    }

    private static String start(Kind kind) {
        return switch (kind) {
            case SECCOMP_PROFILE -> "";
            case CAPABILITY_POLICY -> IN_POLICIES;
            case SYSCALL_BLOCK -> IN_BLOCKS;
            case PROFILE_OBSERVATION -> IN_OBSERVED;
        };
    }

    private static String end(Kind kind, Content content) {
        return switch (kind) {
            case SECCOMP_PROFILE, SYSCALL_BLOCK, PROFILE_OBSERVATION -> ".json";
            case CAPABILITY_POLICY ->
                switch (content) {
                    case SECCOMP -> ".seccomp.json";
                    case CAPABILITIES -> ".capabilities.json";
                };
        };
    }
}
