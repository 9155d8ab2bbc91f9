package dev.portcullis.wording;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** The reason why a file could not be read or written, in the words of the system. */
public final class SystemReason {

    private SystemReason() {}

    /** The words, without the file's name; some of Java's exceptions have nothing but that. */
    public static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "no such file or folder";
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException there -> "a file of that name is in the way";
            case DirectoryNotEmptyException folder -> "a folder of that name is in the way";
            case FileSystemException system ->
                Objects.requireNonNullElse(system.getReason(), String.valueOf(system.getMessage()));
            default ->
                Objects.requireNonNullElse(
                        failure.getMessage(), failure.getClass().getSimpleName());
        };
    }
}
