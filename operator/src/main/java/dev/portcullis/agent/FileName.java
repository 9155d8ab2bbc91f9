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

    /** What most file systems take, in bytes, and what a failure may say; the names are ASCII. */
    private static final int MAX_LENGTH = 255;

    /** How much of a name is left in that of its temporary file. */
    private static final int MAX_TEMPORARY = MAX_LENGTH - ".".length() - ".tmp".length();

    /** Made to see whether files can be. */
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

    /** Returns whether a file of this bare name is what an interrupted write left: others make temporary files too. */
    static boolean isTemporary(String file) {
        if (file.equals(PROBE) || !file.startsWith(".") || !file.endsWith(".tmp")) {
            return file.equals(PROBE);
        }
        String name = file.substring(1, file.length() - ".tmp".length());
        return name.length() == MAX_TEMPORARY
                || of(name).isPresent()
                || of(FilePath.POLICIES + "/" + name).isPresent();
    }

    /** Returns whether a file at this path is in the directory of the policies' files. */
    static boolean isOfPolicy(String path) {
        return path.startsWith(FilePath.POLICIES + "/");
    }

    /** Returns whether it is in the directory of the policies' files; otherwise it is in the agent's own. */
    boolean isOfPolicy() {
        return isOfPolicy(value);
    }

    /** The file, relative to the directory that it is in. */
    Path path() {
        return Objects.requireNonNull(Path.of(value).getFileName());
    }

    /** Where the contents are written before they take the name, relative to the directory that it is in. */
    Path temporary() {
        String name = path().toString();
        // Cut to what the file system takes: one file is written at a time, so two names may share it.
        return Path.of("." + Excerpt.of(name, MAX_TEMPORARY) + ".tmp");
    }
}
