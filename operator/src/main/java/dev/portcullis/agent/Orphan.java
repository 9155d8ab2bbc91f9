package dev.portcullis.agent;

import dev.portcullis.api.FileFailure;
import dev.portcullis.rendition.FilePath;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that could be ours, and that neither a rendition asks for nor a tombstone lets go. It may be an accident that its
 * ConfigMap is gone, and pods may need the file.
 *
 * @param file its name
 * @param sha256 its digest, as far as the agent knows; null for what is no file
 * @param found how what is on disk compares with that
 */
record Orphan(FileName file, @Nullable String sha256, FileOnDisk.State found) {

    /**
     * Looks at what bears this name; empty when nothing does.
     *
     * @param known the digest of the contents that the agent wrote; null when it wrote none
     */
    static Optional<Orphan> find(ProfileDirectory directory, FileName file, @Nullable String known) {
        String sha256 = known == null ? directory.sha256(file).orElse(null) : known;
        FileOnDisk.State found = directory.check(file, Objects.requireNonNullElse(sha256, ""));
        return found == FileOnDisk.State.MISSING ? Optional.empty() : Optional.of(new Orphan(file, sha256, found));
    }

    /** What is to be said of it, and what can be done. */
    FileFailure failure() {
        return FailureReason.ORPHANED.of(file.value(), state() + remedy());
    }

    private String state() {
        return switch (found) {
            case WRONG_CONTENTS -> "changed on disk, and there is no ConfigMap to put it right from; ";
            case NOT_A_FILE -> "is not a file; ";
            case UNREADABLE -> "cannot be read; ";
            case WRONG_OWNER -> "belongs to another user; ";
            case GOOD, WRONG_MODE, MISSING -> "";
        };
    }

    private String remedy() {
        FilePath path = FilePath.of(file.value()).orElseThrow();
        return "no ConfigMap " + path.kind().configMapName(path.object())
                + " asks for it, and none says that it may go, so" + " it stays: apply " + path.subject()
                + " again, or remove the file with: portcullis purge --orphans";
    }
}
