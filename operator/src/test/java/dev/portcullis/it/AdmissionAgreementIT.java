package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.admission.Filling;
import dev.portcullis.admission.Objection;
import dev.portcullis.admission.PodCheck;
import dev.portcullis.admission.Requirements;
import dev.portcullis.admission.ValidatingObjects;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.cluster.Admission;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The command line's verdict on a pod is the API server's, word for word. */
class AdmissionAgreementIT {

    private static final long SEED = 20;
    private static final int PODS = 50;
    private static final int RELABELLED = 6;

    private static final String PROBE =
            "{securityContext: {seccompProfile: {type: Unconfined}, capabilities: {add: [X]}}, name: c, image: none}";

    private static final List<String> POLICIES = List.of(
            "enforcement: {validate: Deny}",
            "enforcement: {validate: Deny, seccomp: Confined}",
            "enforcement: {validate: Deny, seccomp: NotUnconfined}",
            "capabilities: {drop: [ALL]}\nenforcement: {validate: Deny}",
            "capabilities: {drop: [ALL], add: [KILL]}\nenforcement: {validate: Deny, mutate: true}",
            "capabilities: {drop: [NET_RAW, KILL]}\nenforcement: {validate: Deny}",
            "capabilities: {drop: [NET_RAW], add: [SYS_TIME]}\nenforcement: {validate: Deny, mutate: true}",
            "capabilities: {add: [ALL]}\nenforcement: {validate: Deny, seccomp: Confined}",
            "capabilities: {add: [ALL], drop: [SYS_ADMIN, KILL]}\nenforcement: {validate: Deny, mutate: true}",
            "capabilities: {drop: [ALL]}\nseccompProfile: s\nenforcement: {validate: Deny}",
            "capabilities: {add: [SYS_TIME]}\nseccompProfile: s\nenforcement: {validate: Deny, mutate: true}",
            "runtimeDefaults: none\nseccompProfile: s\nenforcement: {validate: Deny, seccomp: NotUnconfined}",
            "runtimeDefaults: none\ncapabilities: {add: [KILL, SYS_TIME]}\nenforcement: {validate: Deny, mutate: true}",
            "runtimeDefaults: cri-o\ncapabilities: {add: [SYS_TIME]}\nenforcement: {validate: Deny, mutate: true}",
            "capabilities: {add: [ALL]}\nenforcement: {validate: Deny, mutate: true, seccomp: Confined}");

    private static final List<String> NAMES =
            List.of("ALL", "all", "CHOWN", "KILL", "NET_RAW", "SYS_TIME", "SYS_ADMIN", "net_raw", "CAP_KILL", "Kill");

    private static final List<String> SECCOMP = List.of(
            "{type: RuntimeDefault}",
            "{type: Unconfined}",
            "{type: Localhost, localhostProfile: other.json}",
            "{type: Localhost, localhostProfile: portcullis/policy/NAME.seccomp.json}");

    private final Random random = new Random(SEED);
    private int admitted;

    @Test
    void checkAndApiServerAgreeOnRandomPods() {
        try (Admission admission = new Admission("agreement")) {
            for (int i = 0; i < POLICIES.size(); i++) {
                String selector = "\npodSelector: {matchLabels: {app: " + name(i) + "}}";
                admission.policy(name(i), POLICIES.get(i) + selector);
            }
            for (int i = 0; i < POLICIES.size(); i++) {
                agree(admission, i);
            }
        }
        assertThat(admitted).isBetween(POLICIES.size() * PODS / 10, POLICIES.size() * PODS * 9 / 10);
    }

    /** A pod that gets the label later is judged alike, but is not filled in any more. */
    @Test
    void checkAndApiServerAgreeOnRandomPodsThatAreLabelledLater() {
        try (Admission admission = new Admission("relabelled")) {
            int number = 0;
            List<String> pods = new ArrayList<>();
            List<List<String>> verdicts = new ArrayList<>();
            for (int i = 0; i < POLICIES.size(); i++) {
                Requirements requirements = Requirements.of(name(i), spec(i), true);
                for (int j = 0; j < RELABELLED; j++) {
                    ObjectNode pod = j == 0 ? pod(i, PROBE) : randomPod(i);
                    pod.withObject("metadata").put("name", "p" + number++).remove("labels");
                    admission.create(pod.toString());
                    pods.add(pod.path("metadata").path("name").asText(""));
                    verdicts.add(List.of(name(i), verdict(requirements, pod.path("spec"))));
                }
                String selector = "\npodSelector: {matchLabels: {app: " + name(i) + "}}";
                admission.policy(name(i), POLICIES.get(i) + selector);
            }
            for (int i = 0; i < pods.size(); i++) {
                String pod = pods.get(i);
                List<String> verdict = verdicts.get(i);
                Admission.soon(() -> assertThat(admission.refusalOfLabel(pod, "app", verdict.getFirst()))
                        .as(pod)
                        .isEqualTo(verdict.getLast()));
            }
        }
    }

    private static CapabilityPolicySpec spec(int policy) {
        return new ObjectMapper().convertValue(Admission.yaml(POLICIES.get(policy)), CapabilityPolicySpec.class);
    }

    private void agree(Admission admission, int policy) {
        CapabilityPolicySpec spec = spec(policy);
        Requirements requirements = Requirements.of(name(policy), spec, true);
        // What every policy refuses, and what only a policy that does not fill in refuses.
        for (String probe : List.of(PROBE, "{name: c, image: none}")) {
            ObjectNode pod = pod(policy, probe);
            Admission.soon(
                    () -> assertThat(admission.refusal(pod.toString())).isEqualTo(verdict(requirements, spec, pod)));
        }
        for (int i = 0; i < PODS; i++) {
            ObjectNode pod = randomPod(policy);
            String verdict = verdict(requirements, spec, pod);
            assertThat(admission.refusal(pod.toString()))
                    .as("%s on %s", POLICIES.get(policy), pod)
                    .isEqualTo(verdict);
            admitted += verdict.isEmpty() ? 1 : 0;
        }
    }

    private static String verdict(Requirements requirements, CapabilityPolicySpec spec, JsonNode pod) {
        JsonNode made = pod.path("spec");
        return verdict(requirements, spec.enforced().mutates() ? Filling.of(requirements, made) : made);
    }

    private static String verdict(Requirements requirements, JsonNode made) {
        return PodCheck.of(requirements, made).stream()
                .map(Objection::message)
                .collect(Collectors.joining(ValidatingObjects.SEPARATOR));
    }

    private ObjectNode randomPod(int policy) {
        ObjectNode pod = pod(policy, container(policy, 0));
        ObjectNode spec = (ObjectNode) pod.path("spec");
        for (int i = 1; i <= random.nextInt(4); i++) {
            spec.withArray(random.nextInt(3) == 0 ? "initContainers" : "containers")
                    .add(Admission.yaml(container(policy, i)));
        }
        if (random.nextInt(2) == 0) {
            spec.putObject("securityContext").set("seccompProfile", Admission.yaml(seccomp(policy)));
        }
        return pod;
    }

    private String container(int policy, int number) {
        StringJoiner context = new StringJoiner(", ", "{", "}");
        if (random.nextInt(10) == 0) {
            context.add("privileged: true");
        }
        if (random.nextInt(4) != 0) {
            context.add("capabilities: {add: " + names(3) + ", drop: " + names(4) + "}");
        }
        if (random.nextInt(4) == 0) {
            context.add("seccompProfile: " + seccomp(policy));
        }
        return "{name: c" + number + ", image: none, securityContext: " + context + "}";
    }

    /** Prefers the capabilities that policies ask for, so that some pods keep to them. */
    private List<String> names(int most) {
        if (random.nextInt(2) == 0) {
            return most == 3 ? List.of() : List.of("ALL");
        }
        return random.ints(random.nextInt(most + 1), 0, NAMES.size())
                .mapToObj(NAMES::get)
                .toList();
    }

    private String seccomp(int policy) {
        return SECCOMP.get(random.nextInt(SECCOMP.size())).replace("NAME", name(policy));
    }

    private static ObjectNode pod(int policy, String container) {
        return (ObjectNode) Admission.yaml("{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app: "
                + name(policy) + "}}, spec: {containers: [" + container + "]}}");
    }

    private static String name(int policy) {
        return "agree-" + policy;
    }
}
