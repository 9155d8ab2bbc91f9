package dev.portcullis.it;

import static dev.portcullis.cluster.Admission.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.cluster.Admission;
import dev.portcullis.cluster.ManyPolicies;
import org.junit.jupiter.api.Test;

/** A hundred policies at once. */
class ManyPoliciesIT {

    private static final int COUNT = 100;

    @Test
    void areAllActiveAndAllGoneAgain() {
        try (Admission admission = new Admission("many")) {
            ManyPolicies policies = new ManyPolicies(admission);
            policies.install(COUNT, true);
            policies.awaitActive(COUNT);
            assertThat(admission.refusal(ManyPolicies.pod("all"))).isEmpty();
            assertThat(admission.refusal(ManyPolicies.pod("none"))).isEmpty();
            admission.removePolicies();
            soon(() -> assertThat(admission.refusal(ManyPolicies.pod("all").replace("drop: [ALL]", "drop: [KILL]")))
                    .isEmpty());
        }
    }
}
