package dev.portcullis.capability;

import org.jspecify.annotations.Nullable;

/**
 * An executable file, on a file system that is not mounted with {@code nosuid}.
 *
 * @param capabilities its file capabilities; null without the attribute, which is not the same as empty sets
 * @param setUserIdRoot whether it belongs to root and has the set-user-ID bit
 */
public record Program(@Nullable FileCapabilities capabilities, boolean setUserIdRoot) {

    /** A file without any privilege. */
    public static final Program PLAIN = new Program(null, false);

    /** A set-user-ID-root file. */
    public static final Program SET_USER_ID_ROOT = new Program(null, true);

    /** A file with these capabilities. */
    public static Program with(FileCapabilities capabilities) {
        return new Program(capabilities, false);
    }
}
