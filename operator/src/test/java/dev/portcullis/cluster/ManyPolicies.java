package dev.portcullis.cluster;

import static dev.portcullis.cluster.Admission.soon;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Policies of which each alone selects the pods labelled with its own name, and all select those labelled {@code all}.
 *
 * @param admission where they are
 */
public record ManyPolicies(Admission admission) {

    private static final String SPEC = """
            capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
            podSelector: {matchExpressions: [{key: pick, operator: In, values: [NAME, all]}]}
            enforcement: {validate: Deny, mutate: MUTATE, seccomp: Confined}
            """;

    private static final String POD = """
            metadata: {name: p, labels: {pick: PICK}}
            spec:
              securityContext: {seccompProfile: {type: RuntimeDefault}}
              containers:
              - {name: c, image: none, securityContext: {capabilities: {drop: [ALL]}}}
              - {name: d, image: none, securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}}
            """;

    /** Installs as many, without waiting. */
    public void install(int count, boolean mutate) {
        for (int i = 0; i < count; i++) {
            admission.policy("p" + i, SPEC.replace("NAME", "p" + i).replace("MUTATE", String.valueOf(mutate)));
        }
    }

    /** Waits until each of them refuses what it should. */
    public void awaitActive(int count) {
        for (int i = 0; i < count; i++) {
            String name = "p" + i;
            soon(() -> assertThat(admission.refusal(pod(name).replace("drop: [ALL]", "drop: [KILL]")))
                    .contains("\"" + name + "\""));
        }
    }

    /** A pod that keeps to all policies, with this label. */
    public static String pod(String pick) {
        return POD.replace("PICK", pick);
    }
}
