package dev.portcullis.agent;

import dev.portcullis.rendition.Rendition;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a file that the agent may write: an object's name with {@code .json} after it, so that it cannot point
 * outside of the directory, hide, or look like a temporary file.
 *
 * @param value the bare name
 */
record FileName(String value) {

    /** What most file systems take, in bytes; the names are ASCII. */
    private static final int MAX_LENGTH = 255;

    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    /** The file of this object, when its name is safe. */
    static Optional<FileName> ofObject(String objectName) {
        String file = Rendition.fileName(objectName);
        return isName(objectName) && file.length() <= MAX_LENGTH ? Optional.of(new FileName(file)) : Optional.empty();
    }

    /** The file of this name, when an agent could have written it. */
    static Optional<FileName> of(String file) {
        return file.endsWith(".json") ? ofObject(Rendition.objectOfFile(file)) : Optional.empty();
    }

    /** Whether Kubernetes lets an object have this name. */
    static boolean isName(String name) {
        return name.length() <= MAX_LENGTH && SUBDOMAIN.matcher(name).matches();
    }

    /** Whether a file of this name is what an interrupted write left. */
    static boolean isTemporary(String file) {
        return file.startsWith(".") && file.endsWith(".tmp");
    }

    /** The file, relative to the directory. */
    Path path() {
        return Path.of(value);
    }

    /** Where the contents are written before they take the name. */
    Path temporary() {
        // Cut to what the file system takes: one file is written at a time, so two names may share it.
        return Path.of("." + value.substring(0, Math.min(value.length(), MAX_LENGTH - ".".length() - ".tmp".length()))
                + ".tmp");
    }
}
