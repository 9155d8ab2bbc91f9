package dev.portcullis.usage;

import dev.portcullis.rendition.FilePath;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a container asked for: its own {@code seccompProfile}, or else its pod's.
 *
 * @param type what was asked for
 * @param localhostProfile the file in its shortest form; null for everything but {@link Type#LOCALHOST}
 */
public record SeccompChoice(Type type, @Nullable String localhostProfile) {

    /** The types of choices. */
    public enum Type {
        /** A file of the node. */
        LOCALHOST,
        /** The runtime's own profile. */
        RUNTIME_DEFAULT,
        /** No profile. */
        UNCONFINED,
        /** Nothing was asked for: no profile, or the runtime's where the kubelet has {@code seccompDefault}. */
        SILENT
    }

    /** The choice of a container that asks for nothing. */
    public static final SeccompChoice SILENT = new SeccompChoice(Type.SILENT, null);

    /** The choice of a {@code seccompProfile} with these members. */
    public static SeccompChoice of(@Nullable String type, @Nullable String localhostProfile) {
        return switch (Objects.requireNonNullElse(type, "")) {
            case "Localhost" ->
                localhostProfile == null
                        ? SILENT
                        : new SeccompChoice(Type.LOCALHOST, FilePath.cleaned(localhostProfile));
            case "RuntimeDefault" -> new SeccompChoice(Type.RUNTIME_DEFAULT, null);
            case "Unconfined" -> new SeccompChoice(Type.UNCONFINED, null);
            default -> SILENT;
        };
    }

    /** The file of ours that was asked for, if it is one. */
    public Optional<FilePath> ours() {
        return Optional.ofNullable(localhostProfile).flatMap(FilePath::ofLocalhostProfile);
    }

    /** Returns whether this asks for exactly this file, as a {@code localhostProfile} in its shortest form. */
    public boolean names(String file) {
        return file.equals(localhostProfile);
    }
}
