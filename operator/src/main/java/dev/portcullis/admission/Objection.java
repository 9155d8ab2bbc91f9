package dev.portcullis.admission;

/**
 * One rule of a policy that a pod breaks.
 *
 * @param rule which one
 * @param container the name of the first container that breaks it; empty when it is the pod itself
 * @param location where in the pod's spec, for example {@code containers[0].securityContext.privileged}, or the place
 *     where it should be written
 * @param message what is wrong and what to write instead, as the API server says it
 */
public record Objection(Rule rule, String container, String location, String message) {

    /** The rules that a container can break, in the order of the message. */
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
}
