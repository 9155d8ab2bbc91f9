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
        /** Linux has no errno of this name. */
        UNKNOWN_ERRNO("UnknownErrno"),
        /** The kernel cannot return such a number. */
        ERRNO_OUT_OF_RANGE("ErrnoOutOfRange"),
        /** A syscall has six arguments. */
        ARGUMENT_INDEX_OUT_OF_RANGE("ArgumentIndexOutOfRange"),
        /** {@code valueTwo} where the operator does not read it. */
        VALUE_TWO_NOT_USED("ValueTwoNotUsed"),
        /** Not of the form MAJOR.MINOR. */
        MALFORMED_KERNEL_VERSION("MalformedKernelVersion"),
        /** Two members say the same thing differently, or exclude each other. */
        CONTRADICTION("Contradiction"),
        /** {@code SCMP_ACT_NOTIFY} where the runtime refuses it. */
        NOTIFY_NOT_POSSIBLE("NotifyNotPossible"),
        /** The listener's socket is not where this cluster allows it. */
        LISTENER_PATH_NOT_ALLOWED("ListenerPathNotAllowed"),
        /** Two rules want different things under the same conditions. */
        CONFLICTING_RULES("ConflictingRules"),
        /** The document does not fit into what carries it to the nodes. */
        DOCUMENT_TOO_LARGE("DocumentTooLarge"),
        /** The profile and its bases are more than is composed at all. */
        PROFILE_TOO_LARGE("ProfileTooLarge"),
        /** There is no profile of the name of a base. */
        BASE_MISSING("BaseProfileMissing"),
        /** A base cannot be rendered itself. */
        BASE_REFUSED("BaseProfileNotRendered"),
        /** A profile is built on itself. */
        BASE_CYCLE("BaseProfileCycle"),
        /** The chain of bases is longer than anyone can follow. */
        BASE_TOO_DEEP("BaseProfilesTooDeep"),
        /** There is no profile of the name that a policy gives. */
        PROFILE_MISSING("SeccompProfileMissing"),
        /** The profile that a policy names cannot be rendered itself. */
        PROFILE_REFUSED("SeccompProfileNotRendered"),
        /** The runtime would not start containers with such capabilities. */
        CAPABILITIES_REFUSED("CapabilitiesRefused"),
        /** A policy is to be enforced, and selects no pods. */
        GOVERNS_NOBODY("GovernsNobody"),
        /** A policy refuses pods of all namespaces, those of the system too. */
        GOVERNS_EVERYTHING("GovernsEverything"),
        /** Some runtime gives containers capabilities by itself that a policy does not. */
        RUNTIME_GIVES_MORE("RuntimeGivesMore"),
        /** A policy adds what it may not give to containers that say nothing. */
        NOT_FILLED_IN("NotFilledIn"),
        /** A policy selects pods, and does nothing to them. */
        ENFORCES_NOTHING("EnforcesNothing"),
        /** No architecture has a syscall of this name; runtimes skip such names in silence. */
        UNKNOWN_SYSCALL("UnknownSyscall"),
        /** The kernel has no such capability, so that no container has it. */
        UNKNOWN_CAPABILITY("UnknownCapability"),
        /** Conditions compare with names of architectures; this is none. */
        UNKNOWN_CONDITION_ARCHITECTURE("UnknownConditionArchitecture"),
        /** The rule names nothing. */
        NO_SYSCALLS("NoSyscalls"),
        /** The rule cannot apply, whatever a process does. */
        NEVER_APPLIES("NeverApplies"),
        /** A condition that holds whatever a process does, and so is none. */
        ALWAYS_HOLDS("AlwaysHolds"),
        /** An errno beside an action that returns none. */
        ERRNO_NOT_USED("ErrnoNotUsed"),
        /** libseccomp drops the bits of {@code valueTwo} that are not in the mask. */
        VALUE_OUTSIDE_MASK("ValueOutsideMask"),
        /** Rules that are only for containers with capabilities are not in the document. */
        CAPABILITY_CONDITIONS("CapabilityConditions"),
        /** A container runtime cannot start a container under the profile. */
        CANNOT_START("CannotStart"),
        /** The profile lets in what breaks out. */
        DANGEROUS_SYSCALLS("DangerousSyscalls");

        private final String reason;

        Code(String reason) {
            this.reason = reason;
        }

        /** One CamelCase word. */
        public String reason() {
            return reason;
        }

        /** Returns whether another object can mend it, and not only the object itself. */
        public boolean dependsOnOthers() {
            return this == BASE_MISSING || this == BASE_REFUSED || this == PROFILE_MISSING || this == PROFILE_REFUSED;
        }

        /** Returns whether what is written does not do what it says, so that its author must hear of it. */
        public boolean misleads() {
            return switch (this) {
                case UNKNOWN_SYSCALL,
                        UNKNOWN_CAPABILITY,
                        UNKNOWN_CONDITION_ARCHITECTURE,
                        NO_SYSCALLS,
                        NEVER_APPLIES,
                        VALUE_OUTSIDE_MASK,
                        GOVERNS_NOBODY,
                        ENFORCES_NOTHING -> true;
                default -> false;
            };
        }
    }

    @Override
    public String toString() {
        return location + ": " + message;
    }
}
