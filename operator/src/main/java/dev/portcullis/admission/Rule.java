package dev.portcullis.admission;

/** What a policy can hold against a container, in the order in which it is said. */
public enum Rule {
    /** The container is privileged. */
    PRIVILEGED("Privileged"),
    /** It adds what the policy does not allow. */
    ADD("AddedCapability"),
    /** It does not drop what the policy drops. */
    DROP("KeptCapability"),
    /** It, or its pod, has another seccomp profile than the policy demands. */
    SECCOMP("SeccompProfile");

    private final String code;

    Rule(String code) {
        this.code = code;
    }

    /** One CamelCase word. */
    public String code() {
        return code;
    }
}
