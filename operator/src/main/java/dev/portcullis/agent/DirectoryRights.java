package dev.portcullis.agent;

import dev.portcullis.api.FileFailure;
import java.io.IOException;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The owner and the mode of a directory, which decide who may change the files in it. An agent without capabilities may
 * change the mode of its own directory, and can take nothing from another owner.
 *
 * @param restored whether something was wrong and is right now
 * @param reason the reason for what is still wrong; null when nothing is
 * @param message the same for a person; null when nothing is
 */
record DirectoryRights(
        boolean restored,
        @Nullable FailureReason reason,
        @Nullable String message) {

    static final DirectoryRights RIGHT = new DirectoryRights(false, null, null);

    private static final DirectoryRights RESTORED = new DirectoryRights(true, null, null);

    /** Restores owner and mode as far as possible. */
    static DirectoryRights restore(PosixFileAttributeView view, UserPrincipal owner) {
        try {
            PosixFileAttributes found = view.readAttributes();
            if (!found.owner().equals(owner) && !takeOver(view, owner)) {
                return new DirectoryRights(
                        false,
                        FailureReason.WRONG_OWNER,
                        "this directory belongs to the user " + found.owner().getName()
                                + ", who may change what is in it; on the node, give it to " + owner.getName()
                                + " with chown");
            }
            if (!found.permissions().equals(OpenDirectory.MODE)) {
                view.setPermissions(OpenDirectory.MODE);
                return RESTORED;
            }
            return found.owner().equals(owner) ? RIGHT : RESTORED;
        } catch (IOException e) {
            FileFailure failure = FailureReason.of("", e, FailureReason.PERMISSION_DENIED);
            return new DirectoryRights(
                    false,
                    FailureReason.PERMISSION_DENIED,
                    "the mode of this directory cannot be set to " + PosixFilePermissions.toString(OpenDirectory.MODE)
                            + ": " + failure.message());
        }
    }

    /** The failure to report for the directory of this name. */
    Optional<FileFailure> wrong(String name) {
        return reason == null || message == null ? Optional.empty() : Optional.of(reason.of(name, message));
    }

    private static boolean takeOver(PosixFileAttributeView view, UserPrincipal owner) {
        try {
            view.setOwner(owner);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
