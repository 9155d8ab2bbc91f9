package dev.portcullis.seccomp;

/**
 * Something about a profile that stops its rendering, or that deserves a look although it does not.
 *
 * @param code what kind of thing
 * @param location where, as a path such as {@code spec.syscalls[3].args[0].op}
 * @param message what is wrong and what to do about it
 */
public record Finding(Code code, String location, String message) {

    /** The kinds of findings; their names are the reasons in status and events. */
    public enum Code {
        /** The action is none of the specification's. */
        UNKNOWN_ACTION("UnknownAction"),
        /** The operator is none of the specification's. */
        UNKNOWN_OPERATOR("UnknownOperator"),
        /** The architecture is none of the specification's. */
        UNKNOWN_ARCHITECTURE("UnknownArchitecture"),
        /** {@code SCMP_ACT_NOTIFY} where the runtime refuses it. */
        NOTIFY_NOT_POSSIBLE("NotifyNotPossible"),
        /** The listener's socket is not where this cluster allows it. */
        LISTENER_PATH_NOT_ALLOWED("ListenerPathNotAllowed"),
        /** Two rules want different things under the same conditions. */
        CONFLICTING_RULES("ConflictingRules"),
        /** The document does not fit into what carries it to the nodes. */
        DOCUMENT_TOO_LARGE("DocumentTooLarge"),
        /** No architecture has a syscall of this name; runtimes skip such names in silence. */
        UNKNOWN_SYSCALL("UnknownSyscall");

        private final String reason;

        Code(String reason) {
            this.reason = reason;
        }

        /** One CamelCase word. */
        public String reason() {
            return reason;
        }
    }

    @Override
    public String toString() {
        return location + ": " + message;
    }
}
