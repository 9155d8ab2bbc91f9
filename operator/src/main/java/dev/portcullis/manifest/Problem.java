package dev.portcullis.manifest;

/** The problems that files can have, apart from what the renderer finds. */
public enum Problem {
    /** The file or folder cannot be read. */
    UNREADABLE("Unreadable"),
    /** The bytes are no UTF-8 text. */
    NOT_UTF8("NotUtf8"),
    /** The text is no YAML. */
    BROKEN_YAML("BrokenYaml"),
    /** The text is no JSON. */
    BROKEN_JSON("BrokenJson"),
    /** One mapping has a key twice. */
    DUPLICATE_KEY("DuplicateKey"),
    /** A file that was named holds no profile. */
    NO_PROFILE("NoProfile"),
    /** A file that was named holds no policy. */
    NO_POLICY("NoPolicy"),
    /** A file that was named holds no block. */
    NO_BLOCK("NoBlock"),
    /** A file that was named holds no observation. */
    NO_OBSERVATION("NoObservation"),
    /** None of the files holds a pod, or an object that makes pods. */
    NO_WORKLOAD("NoWorkload"),
    /** The group is ours, the kind is not. */
    UNKNOWN_KIND("UnknownKind"),
    /** The kind is ours, the version is not. */
    UNKNOWN_VERSION("UnknownVersion"),
    /** The object has no name, or one that Kubernetes refuses. */
    INVALID_NAME("InvalidName"),
    /** Two objects of a kind have one name. */
    DUPLICATE_NAME("DuplicateName"),
    /** A field that the schema does not have. */
    UNKNOWN_FIELD("UnknownField"),
    /** A field that the schema requires is not there. */
    MISSING_FIELD("MissingField"),
    /** Text where a number is due, and the like. */
    WRONG_TYPE("WrongType"),
    /** None of the values that the schema lists. */
    UNKNOWN_VALUE("UnknownValue"),
    /** A number, a length or a count beyond its limits. */
    OUT_OF_RANGE("OutOfRange"),
    /** A text that does not look as the schema says. */
    WRONG_FORM("WrongForm"),
    /** A value that the schema lets pass but that is none. */
    INVALID_VALUE("InvalidValue"),
    /** A list that is a set has a value twice. */
    DUPLICATE_VALUE("DuplicateValue"),
    /** Linux has no such capability. */
    UNKNOWN_CAPABILITY("UnknownCapability"),
    /** A capability is not written as Kubernetes writes it, which not everybody understands. */
    CAPABILITY_SPELLING("CapabilitySpelling"),
    /** A pod for Windows does not say so where policies look. */
    OS_NOT_SET("OsNotSet"),
    /** An annotation for seccomp that no Kubernetes reads any more. */
    DEAD_ANNOTATION("DeadAnnotation"),
    /** Two fields say what cannot be true of both. */
    CONTRADICTION("Contradiction"),
    /** A seccomp profile that is in none of the files. */
    MISSING_PROFILE("SeccompProfileMissing"),
    /** A base profile that is in none of the files. */
    MISSING_BASE("BaseProfileMissing"),
    /** A second profile where one is expected. */
    SEVERAL_PROFILES("SeveralProfiles"),
    /** An object of another kind beside the profiles. */
    OTHER_KIND("OtherKind"),
    /** A member of another dialect that is left out or written otherwise. */
    ADAPTED("Adapted"),
    /** What an object of another tool does is not done here. */
    LEFT_OUT("LeftOut"),
    /** A workload names the file of another tool. */
    FOREIGN_FILE("ForeignFile"),
    /** A text in no format that profiles are made from. */
    UNKNOWN_FORMAT("UnknownFormat"),
    /** A log without a syscall. */
    NO_SYSCALL("NoSyscall"),
    /** A log of which lines are missing or not understood. */
    INCOMPLETE("Incomplete"),
    /** A profile that allows nothing of its own. */
    NO_RULES("NoRules"),
    /** A profile or policy that allows more than its earlier version. */
    WIDENED("Widened");

    private final String code;

    Problem(String code) {
        this.code = code;
    }

    /** One CamelCase word. */
    public String code() {
        return code;
    }
}
