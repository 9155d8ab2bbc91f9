package dev.portcullis.admission;

/**
 * One rule of a policy that a pod breaks.
 *
 * @param rule the rule
 * @param container the name of the first container that breaks it; empty when it is the pod
 * @param location its path in the pod's spec, for example {@code containers[0].securityContext.privileged}, or the path
 *     where the missing field belongs
 * @param message the problem and what to write instead, as the API server says it
 */
public record Objection(Rule rule, String container, String location, String message) {

    /** The rules that a container can break, in the order of the message. */
    public enum Rule {
        /** The container is privileged. */
        PRIVILEGED("Privileged"),
        /** It adds a capability that the policy does not allow. */
        ADD("AddedCapability"),
        /** It does not drop a capability that the policy drops. */
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
}
