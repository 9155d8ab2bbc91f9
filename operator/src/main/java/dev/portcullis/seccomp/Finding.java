package dev.portcullis.seccomp;

/**
 * A problem in a profile that stops its rendering, or that was accepted but is probably a mistake.
 *
 * @param code the kind of problem
 * @param location its path, such as {@code spec.syscalls[3].args[0].op}
 * @param message the problem and what to do about it
 */
public record Finding(Code code, String location, String message) {

    /** The kinds of findings; their names are the reasons in status and events. */
    public enum Code {
        /** The specification has no such action. */
        UNKNOWN_ACTION("UnknownAction"),
        /** The specification has no such operator. */
        UNKNOWN_OPERATOR("UnknownOperator"),
        /** The specification has no such architecture. */
        UNKNOWN_ARCHITECTURE("UnknownArchitecture"),
        /** Linux has no errno of this name. */
        UNKNOWN_ERRNO("UnknownErrno"),
        /** The kernel cannot return such a number. */
        ERRNO_OUT_OF_RANGE("ErrnoOutOfRange"),
        /** A syscall has six arguments. */
        ARGUMENT_INDEX_OUT_OF_RANGE("ArgumentIndexOutOfRange"),
        /** {@code valueTwo} with an operator that does not read it. */
        VALUE_TWO_NOT_USED("ValueTwoNotUsed"),
        /** Not of the form MAJOR.MINOR. */
        MALFORMED_KERNEL_VERSION("MalformedKernelVersion"),
        /** No time as RFC 3339 has it. */
        MALFORMED_TIME("MalformedTime"),
        /** Two members contradict or exclude each other. */
        CONTRADICTION("Contradiction"),
        /** {@code SCMP_ACT_NOTIFY} where the runtime refuses it. */
        NOTIFY_NOT_POSSIBLE("NotifyNotPossible"),
        /** A flag that the kernel takes only beside a rule that notifies. */
        NEEDS_NOTIFY("NeedsNotify"),
        /** The listener's socket is not where this cluster allows it. */
        LISTENER_PATH_NOT_ALLOWED("ListenerPathNotAllowed"),
        /** Two rules give different verdicts under the same conditions. */
        CONFLICTING_RULES("ConflictingRules"),
        /** libseccomp never returns from building a filter of two rules in this order. */
        ENDLESS_RULES("EndlessRules"),
        /** The document does not fit into a ConfigMap. */
        DOCUMENT_TOO_LARGE("DocumentTooLarge"),
        /** The profile and its bases exceed the limit of what is composed. */
        PROFILE_TOO_LARGE("ProfileTooLarge"),
        /** A base profile does not exist. */
        BASE_MISSING("BaseProfileMissing"),
        /** A base profile cannot be rendered. */
        BASE_REFUSED("BaseProfileNotRendered"),
        /** A profile builds on itself. */
        BASE_CYCLE("BaseProfileCycle"),
        /** The chain of bases is too long. */
        BASE_TOO_DEEP("BaseProfilesTooDeep"),
        /** The profile that a policy names does not exist. */
        PROFILE_MISSING("SeccompProfileMissing"),
        /** The profile that a policy names cannot be rendered. */
        PROFILE_REFUSED("SeccompProfileNotRendered"),
        /** The profile allows more than the cluster's ceiling. */
        ABOVE_CEILING("AboveCeiling"),
        /** The profile that is the cluster's ceiling does not exist. */
        CEILING_MISSING("CeilingMissing"),
        /** The profile that is the cluster's ceiling cannot be rendered. */
        CEILING_REFUSED("CeilingNotRendered"),
        /** The runtime would not start containers with such capabilities. */
        CAPABILITIES_REFUSED("CapabilitiesRefused"),
        /** A spec selects nodes, and node pools are off. */
        NODE_POOLS_OFF("NodePoolsOff"),
        /** A policy is to be enforced but selects no pods. */
        GOVERNS_NOBODY("GovernsNobody"),
        /** A policy refuses pods in all namespaces, including the system's. */
        GOVERNS_EVERYTHING("GovernsEverything"),
        /** Some runtime gives containers capabilities by default that a policy does not. */
        RUNTIME_GIVES_MORE("RuntimeGivesMore"),
        /** A policy adds capabilities that it may not give to containers that say nothing. */
        NOT_FILLED_IN("NotFilledIn"),
        /** A policy selects pods but does nothing to them. */
        ENFORCES_NOTHING("EnforcesNothing"),
        /** No architecture has a syscall of this name; runtimes skip such names silently. */
        UNKNOWN_SYSCALL("UnknownSyscall"),
        /** The kernel has no such capability, so no container has it. */
        UNKNOWN_CAPABILITY("UnknownCapability"),
        /** A condition names an architecture that does not exist. */
        UNKNOWN_CONDITION_ARCHITECTURE("UnknownConditionArchitecture"),
        /** The rule names no syscalls. */
        NO_SYSCALLS("NoSyscalls"),
        /** A SyscallBlock denies no call. */
        BLOCKS_NOTHING("BlocksNothing"),
        /** A SyscallBlock has ended by itself. */
        EXPIRED("Expired"),
        /** The kernel's prototype of a syscall is not known, so that a block compares whole arguments. */
        WIDTHS_UNKNOWN("WidthsUnknown"),
        /** The rule can never apply. */
        NEVER_APPLIES("NeverApplies"),
        /** A condition holds for every argument, and so has no effect. */
        ALWAYS_HOLDS("AlwaysHolds"),
        /** An errno for an action that returns none. */
        ERRNO_NOT_USED("ErrnoNotUsed"),
        /** libseccomp drops the bits of {@code valueTwo} that are not in the mask. */
        VALUE_OUTSIDE_MASK("ValueOutsideMask"),
        /** Rules only for containers with capabilities are left out of the document. */
        CAPABILITY_CONDITIONS("CapabilityConditions"),
        /** What an observed profile denies of some syscalls stays denied, and the observer is not told. */
        NOT_TOLD("NotTold"),
        /** A container runtime cannot start a container under the profile. */
        CANNOT_START("CannotStart"),
        /** Programs that try a newer syscall first do not fall back on one that the profile allows. */
        NO_FALLBACK("NoFallback"),
        /** The profile allows syscalls that help to break out. */
        DANGEROUS_SYSCALLS("DangerousSyscalls");

        private final String reason;

        Code(String reason) {
            this.reason = reason;
        }

        /** One CamelCase word. */
        public String reason() {
            return reason;
        }

        /** Returns whether a change of another object can resolve it. */
        public boolean dependsOnOthers() {
            return switch (this) {
                case BASE_MISSING, BASE_REFUSED, PROFILE_MISSING, PROFILE_REFUSED, CEILING_MISSING, CEILING_REFUSED ->
                    true;
                default -> false;
            };
        }

        /** Returns whether the profile does something else than it says, so that its author must hear of it. */
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
