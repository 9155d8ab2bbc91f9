package dev.portcullis.admission;

import java.util.List;

/**
 * One rule of a policy that a pod breaks.
 *
 * @param rule the rule
 * @param offences all that break it, at least one; containers of which the same is to be said count as one
 * @param message the first of them and what to write instead, as the API server says it
 */
public record Objection(Rule rule, List<Offence> offences, String message) {

    /** Copies what it is given. */
    public Objection {
        offences = List.copyOf(offences);
    }

    /**
     * The breach of a rule by a pod or some of its containers.
     *
     * @param containers the containers' names; empty when it is the pod
     * @param location the path in the pod's spec, for example {@code containers[0].securityContext.privileged}, or the
     *     path where the missing field belongs; of several containers, that of the first
     * @param message the problem and what to write instead
     */
    public record Offence(List<String> containers, String location, String message) {

        /** Copies what it is given. */
        public Offence {
            containers = List.copyOf(containers);
        }
    }

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
