package dev.portcullis.agent;

/** How a file on disk compares with what should be there. */
enum FileCheck {
    GOOD,
    /** The contents are right, the mode is not. */
    WRONG_MODE,
    WRONG_CONTENTS,
    /** The contents are right, but another user may change them. */
    WRONG_OWNER,
    /** A link, a directory or the like. */
    NOT_A_FILE,
    UNREADABLE,
    MISSING
}
