package dev.portcullis.agent;

import dev.portcullis.api.FileFailure;
import dev.portcullis.wording.Excerpt;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The reason for a file not being in the state that was asked for. */
enum FailureReason {
    NO_SPACE("NoSpace"),
    READ_ONLY("ReadOnly"),
    PERMISSION_DENIED("PermissionDenied"),
    BAD_DIGEST(FileFailure.BAD_DIGEST),
    KERNEL_TOO_OLD(FileFailure.KERNEL_TOO_OLD),
    WRITE_FAILED("WriteFailed"),
    REMOVE_FAILED(FileFailure.REMOVE_FAILED),
    MALFORMED_RENDITION(FileFailure.MALFORMED_RENDITION),
    ORPHANED(FileFailure.ORPHANED),
    WRONG_OWNER("WrongOwner");

    private static final int MAX_FILE = 255;
    private static final int MAX_MESSAGE = 1024;

    private final String word;

    FailureReason(String word) {
        this.word = word;
    }

    /** The word in status. */
    String word() {
        return word;
    }

    /** Returns whether a file failed for this reason. */
    boolean isOf(@Nullable FileFailure failure) {
        return failure != null && failure.reason().equals(word);
    }

    /** Returns whether the disk is at fault: the file may yet come, without its ConfigMap being changed. */
    static boolean isOfDisk(@Nullable FileFailure failure) {
        return NO_SPACE.isOf(failure)
                || READ_ONLY.isOf(failure)
                || PERMISSION_DENIED.isOf(failure)
                || WRITE_FAILED.isOf(failure)
                || WRONG_OWNER.isOf(failure);
    }

    /** The failure of one file for this reason, within the API's limits. */
    FileFailure of(String file, String message) {
        return new FileFailure(
                Excerpt.of(file, MAX_FILE, Excerpt.DOTS), word, Excerpt.of(message, MAX_MESSAGE, Excerpt.DOTS));
    }

    /** The failure behind an exception, or {@code otherwise} when it is none of the well-known ones. */
    static FileFailure of(String file, IOException failure, FailureReason otherwise) {
        String message = describe(failure);
        return known(failure, message.toLowerCase(Locale.ROOT), otherwise).of(file, message);
    }

    private static FailureReason known(IOException failure, String message, FailureReason otherwise) {
        if (failure instanceof AccessDeniedException
                || message.contains("permission denied")
                || message.contains("operation not permitted")) {
            return PERMISSION_DENIED;
        }
        if (message.contains("no space left") || message.contains("quota exceeded")) {
            return NO_SPACE;
        }
        return message.contains("read-only file system") ? READ_ONLY : otherwise;
    }

    private static String describe(IOException failure) {
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (failure instanceof FileSystemException named && named.getReason() == null) {
            return failure.getClass().getSimpleName() + ": " + named.getFile();
        }
        return Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
    }
}
