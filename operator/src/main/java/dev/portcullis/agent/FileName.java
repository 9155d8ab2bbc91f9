package dev.portcullis.agent;

import dev.portcullis.rendition.FilePath;
import dev.portcullis.wording.DnsSubdomain;
import dev.portcullis.wording.Excerpt;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The name of a file that the agent may write: {@link FilePath} of an object whose name Kubernetes allows, so that it
 * cannot point outside of its directory, hide, or look like a temporary file.
 *
 * @param value the path below the agent's directory
 */
record FileName(String value) {

    /** The limit of most file systems, in bytes, and of the API for failures; the names are ASCII. */
    private static final int MAX_LENGTH = 255;

    /** The limit for a name within the name of its temporary file. */
    private static final int MAX_TEMPORARY = MAX_LENGTH - ".".length() - ".tmp".length();

    /** A file made only to see whether that is possible. */
    static final String PROBE = ".probe.tmp";

    /** The name of this file, when it is safe. */
    static Optional<FileName> of(FilePath file) {
        String value = file.value();
        return isName(file.object()) && value.length() <= MAX_LENGTH
                ? Optional.of(new FileName(value))
                : Optional.empty();
    }

    /** The file at this path below the agent's directory, when an agent could have written it. */
    static Optional<FileName> of(String path) {
        return FilePath.of(path).flatMap(FileName::of);
    }

    /** Returns whether Kubernetes lets an object have this name. */
    static boolean isName(String name) {
        return name.length() <= MAX_LENGTH && DnsSubdomain.matches(name);
    }

    /** Returns whether this is the bare name of one of our temporary files: others make temporary files too. */
    static boolean isTemporary(String file) {
        if (file.equals(PROBE) || !file.startsWith(".") || !file.endsWith(".tmp")) {
            return file.equals(PROBE);
        }
        String name = file.substring(1, file.length() - ".tmp".length());
        return name.length() == MAX_TEMPORARY
                || of(name).isPresent()
                || FilePath.SUBDIRECTORIES.stream()
                        .anyMatch(directory -> of(directory + "/" + name).isPresent());
    }

    /** The one of {@link FilePath#SUBDIRECTORIES} in which a file at this path is; empty for the agent's own. */
    static String directory(String path) {
        return FilePath.SUBDIRECTORIES.stream()
                .filter(directory -> path.startsWith(directory + "/"))
                .findFirst()
                .orElse("");
    }

    /** The one of {@link FilePath#SUBDIRECTORIES} in which it is; empty for the agent's own. */
    String directory() {
        return directory(value);
    }

    /** The file, relative to the directory that it is in. */
    Path path() {
        return Objects.requireNonNull(Path.of(value).getFileName());
    }

    /** The temporary file that is renamed to this one, relative to the directory that it is in. */
    Path temporary() {
        String name = path().toString();
        // Cut to what the file system takes: one file is written at a time, so two names may share it.
        return Path.of("." + Excerpt.of(name, MAX_TEMPORARY) + ".tmp");
    }
}
