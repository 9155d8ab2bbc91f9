package dev.portcullis.cli.fleet;

import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Subject;
import java.util.Locale;
import java.util.Optional;

/** How command lines name objects. */
public final class ObjectWords {

    private ObjectWords() {}

    /**
     * The object that a word names: {@code NAME} or {@code profile/NAME}, {@code policy/NAME}, {@code block/NAME},
     * {@code observation/NAME}.
     */
    public static Optional<Subject> parse(String word) {
        int slash = word.indexOf('/');
        String name = word.substring(slash + 1);
        if (name.isEmpty() || name.contains("/")) {
            return Optional.empty();
        }
        return kind(slash < 0 ? "profile" : word.substring(0, slash).toLowerCase(Locale.ROOT))
                .map(kind -> new Subject(kind, name));
    }

    private static Optional<Kind> kind(String word) {
        return switch (word) {
            case "profile", "scp", "seccompprofile", "seccompprofiles" -> Optional.of(Kind.SECCOMP_PROFILE);
            case "policy", "capol", "capabilitypolicy", "capabilitypolicies" -> Optional.of(Kind.CAPABILITY_POLICY);
            case "block", "sb", "syscallblock", "syscallblocks" -> Optional.of(Kind.SYSCALL_BLOCK);
            case "observation", "pobs", "profileobservation", "profileobservations" ->
                Optional.of(Kind.PROFILE_OBSERVATION);
            default -> Optional.empty();
        };
    }
}
