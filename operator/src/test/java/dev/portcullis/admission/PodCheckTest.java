package dev.portcullis.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.CapabilityPolicySpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodCheckTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String BIND = "{capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}";
    private static final String NOTHING = "{capabilities: {drop: [ALL]}}";
    private static final String FILE = "{seccompProfile: base}";

    private static List<String> messages(String spec, String pod) throws JsonProcessingException {
        return objections(spec, pod).stream().map(Objection::message).toList();
    }

    private static List<Objection> objections(String spec, String pod) throws JsonProcessingException {
        Requirements requirements = Requirements.of("p", YAML.readValue(spec, CapabilityPolicySpec.class), true);
        return PodCheck.of(requirements, YAML.readTree(pod));
    }

    private static String container(String context) {
        return "{containers: [{name: web, securityContext: " + context + "}]}";
    }

    @Test
    void aPrivilegedContainerIsRefusedAsOneWithEveryCapability() throws JsonProcessingException {
        String pod = container("{privileged: true, capabilities: {drop: [ALL]}}");
        assertThat(messages(BIND, pod))
                .containsExactly("container \"web\" is privileged, which gives it every capability; CapabilityPolicy"
                        + " \"p\" allows NET_BIND_SERVICE at most: remove securityContext.privileged");
        assertThat(messages(NOTHING, pod))
                .containsExactly("container \"web\" is privileged, which gives it every capability; CapabilityPolicy"
                        + " \"p\" allows no capability: remove securityContext.privileged");
        assertThat(messages("{capabilities: {add: [ALL]}}", pod)).isEmpty();
    }

    @Test
    void onlyWhatIsAllowedMayBeAddedAndToTheLetter() throws JsonProcessingException {
        assertThat(messages(BIND, container("{capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}")))
                .isEmpty();
        assertThat(messages(BIND, container("{capabilities: {drop: [ALL], add: [NET_ADMIN, net_bind_service, all]}}")))
                .containsExactly(
                        "container \"web\" adds NET_ADMIN, net_bind_service, all, which CapabilityPolicy \"p\""
                                + " does not allow: remove that from securityContext.capabilities.add; allowed: NET_BIND_SERVICE");
        assertThat(messages(NOTHING, container("{capabilities: {drop: [ALL], add: [KILL]}}")))
                .containsExactly("container \"web\" adds KILL, which CapabilityPolicy \"p\" does not allow: remove"
                        + " that from securityContext.capabilities.add; allowed: none");
        assertThat(messages("{capabilities: {add: [ALL]}}", container("{capabilities: {add: [all, cap_x]}}")))
                .isEmpty();
    }

    @Test
    void whatThePolicyDropsMustBeDropped() throws JsonProcessingException {
        assertThat(messages(BIND, container("{capabilities: {drop: [ALL]}}"))).isEmpty();
        assertThat(messages(BIND, "{containers: [{name: web}]}"))
                .containsExactly("container \"web\" does not drop ALL, as CapabilityPolicy \"p\" demands: write"
                        + " securityContext.capabilities.drop: [\"ALL\"]");
        for (String other : List.of("all", "All", "CAP_ALL")) {
            assertThat(messages(BIND, container("{capabilities: {drop: [" + other + "]}}")))
                    .singleElement()
                    .asString()
                    .startsWith("container \"web\" does not drop ALL");
        }
        String some = "{capabilities: {drop: [SYS_CHROOT, NET_RAW, KILL]}}";
        assertThat(messages(some, container("{capabilities: {drop: [kill, CAP_NET_RAW]}}")))
                .containsExactly("container \"web\" does not drop NET_RAW, SYS_CHROOT, as CapabilityPolicy \"p\""
                        + " demands: write securityContext.capabilities.drop: [\"NET_RAW\", \"SYS_CHROOT\"]");
        assertThat(messages(some, container("{capabilities: {drop: [All]}}"))).isEmpty();
    }

    /** Which runtime a node has, the API server does not know. */
    @Test
    void whatSomeRuntimeGivesByItselfMustBeDroppedWhereThePolicyDoesNotGiveIt() throws JsonProcessingException {
        String silent = "{containers: [{name: web}]}";
        assertThat(messages("{runtimeDefaults: none, capabilities: {add: [NET_BIND_SERVICE]}}", silent))
                .containsExactly("container \"web\" does not drop ALL, as CapabilityPolicy \"p\" demands: write"
                        + " securityContext.capabilities.drop: [\"ALL\"]");
        assertThat(messages("{runtimeDefaults: none}", silent)).hasSize(1);
        assertThat(messages("{runtimeDefaults: cri-o, capabilities: {drop: [KILL]}}", silent))
                .containsExactly("container \"web\" does not drop KILL, NET_RAW, SYS_CHROOT, MKNOD, AUDIT_WRITE,"
                        + " SETFCAP, as CapabilityPolicy \"p\" demands: write securityContext.capabilities.drop:"
                        + " [\"KILL\", \"NET_RAW\", \"SYS_CHROOT\", \"MKNOD\", \"AUDIT_WRITE\", \"SETFCAP\"]");
        assertThat(messages("{runtimeDefaults: podman, capabilities: {add: [NET_RAW, MKNOD, AUDIT_WRITE]}}", silent))
                .isEmpty();
        assertThat(messages("{runtimeDefaults: none, capabilities: {add: [ALL]}}", silent))
                .isEmpty();
        assertThat(messages("{}", silent)).isEmpty();
    }

    /** Whoever dies or lies, on a node: without a profile no pod runs meanwhile. */
    @Test
    void beforeNodesHaveTheFileAnyWillDoButNone() throws JsonProcessingException {
        Requirements waiting = Requirements.of("p", YAML.readValue(FILE, CapabilityPolicySpec.class), false);
        assertThat(PodCheck.of(waiting, YAML.readTree("{containers: [{name: web}]}")))
                .singleElement()
                .extracting(Objection::message)
                .isEqualTo("container \"web\" has no seccomp profile, but CapabilityPolicy \"p\" demands one: write"
                        + " securityContext.seccompProfile: {type: RuntimeDefault}");
        assertThat(PodCheck.of(waiting, YAML.readTree(container("{seccompProfile: {type: RuntimeDefault}}"))))
                .isEmpty();
        assertThat(Filling.of(waiting, YAML.readTree("{containers: [{name: web}]}"))
                        .at("/securityContext/seccompProfile"))
                .isEqualTo(YAML.readTree("{type: RuntimeDefault}"));
        for (String weaker : List.of("Any", "NotUnconfined")) {
            Requirements asked = Requirements.of(
                    "p",
                    YAML.readValue(
                            "{seccompProfile: base, enforcement: {seccomp: " + weaker + "}}",
                            CapabilityPolicySpec.class),
                    false);
            assertThat(PodCheck.of(asked, YAML.readTree("{containers: [{name: web}]}")))
                    .isEmpty();
        }
    }

    @Test
    void theFirstOfAllContainersIsNamedAndTheOthersCounted() throws JsonProcessingException {
        List<Objection> objections = objections(NOTHING, """
                initContainers: [{name: fine, securityContext: {capabilities: {drop: [ALL]}}}, {name: set-up}]
                containers: [{name: web}]
                ephemeralContainers: [{name: debugger, securityContext: {privileged: true}}]
                """);
        assertThat(objections)
                .extracting(Objection::rule)
                .containsExactly(Objection.Rule.PRIVILEGED, Objection.Rule.DROP);
        assertThat(objections)
                .flatExtracting(Objection::offences)
                .extracting(Objection.Offence::containers)
                .containsExactly(List.of("debugger"), List.of("set-up", "web", "debugger"));
        assertThat(objections)
                .flatExtracting(Objection::offences)
                .extracting(Objection.Offence::location)
                .containsExactly(
                        "ephemeralContainers[0].securityContext.privileged",
                        "initContainers[1].securityContext.capabilities.drop");
        assertThat(objections.getLast().message())
                .isEqualTo("container \"set-up\" does not drop ALL, as CapabilityPolicy \"p\" demands: write"
                        + " securityContext.capabilities.drop: [\"ALL\"] (and 2 more containers)");
        assertThat(objections.getLast().offences().getFirst().message())
                .isEqualTo("containers set-up, web, debugger do not drop ALL, as CapabilityPolicy \"p\" demands: write"
                        + " securityContext.capabilities.drop: [\"ALL\"]");
    }

    @Test
    void containersWithDifferentFaultsAreToldApart() throws JsonProcessingException {
        Objection objection = objections(NOTHING, """
                containers:
                - {name: a, securityContext: {capabilities: {drop: [ALL], add: [SYS_TIME]}}}
                - {name: b, securityContext: {capabilities: {drop: [ALL], add: [SYS_PTRACE]}}}
                - {name: c, securityContext: {capabilities: {drop: [ALL], add: [SYS_TIME]}}}
                """).getFirst();
        assertThat(objection.message())
                .startsWith("container \"a\" adds SYS_TIME,")
                .endsWith("(and 2 more containers)");
        assertThat(objection.offences())
                .extracting(Objection.Offence::containers)
                .containsExactly(List.of("a", "c"), List.of("b"));
        assertThat(objection.offences())
                .extracting(offence -> offence.message().substring(0, 26))
                .containsExactly("containers a, c add SYS_TI", "container \"b\" adds SYS_PTR");
    }

    @Test
    void anUnconfinedPodOrContainerIsRefused() throws JsonProcessingException {
        String demand = "{enforcement: {seccomp: NotUnconfined}}";
        String words = "has the seccomp profile Unconfined, which CapabilityPolicy \"p\" does not allow: remove it,"
                + " or write securityContext.seccompProfile: {type: RuntimeDefault}";
        assertThat(messages(demand, "{containers: [{name: web}]}")).isEmpty();
        assertThat(messages(demand, container("{seccompProfile: {type: Unconfined}}")))
                .containsExactly("container \"web\" " + words);
        List<Objection> objections = objections(demand, """
                securityContext: {seccompProfile: {type: Unconfined}}
                containers: [{name: web, securityContext: {seccompProfile: {type: Unconfined}}}, {name: log}]
                """);
        assertThat(objections)
                .containsExactly(new Objection(
                        Objection.Rule.SECCOMP,
                        List.of(
                                new Objection.Offence(List.of(), "securityContext.seccompProfile", "the pod " + words),
                                new Objection.Offence(
                                        List.of("web"),
                                        "containers[0].securityContext.seccompProfile",
                                        "container \"web\" " + words)),
                        "the pod " + words + " (and 1 more containers)"));
    }

    @Test
    void everyContainerIsConfinedByItsOwnProfileOrThePods() throws JsonProcessingException {
        String demand = "{enforcement: {seccomp: Confined}}";
        assertThat(messages(demand, container("{seccompProfile: {type: Localhost, localhostProfile: x.json}}")))
                .isEmpty();
        assertThat(messages(
                        demand,
                        "{securityContext: {seccompProfile: {type: RuntimeDefault}}, containers: [{name: web}]}"))
                .isEmpty();
        assertThat(messages(demand, "{containers: [{name: web}]}"))
                .containsExactly("container \"web\" has no seccomp profile, but CapabilityPolicy \"p\" demands one:"
                        + " write securityContext.seccompProfile: {type: RuntimeDefault}");
    }

    @Test
    void everyContainerHasThePolicysFile() throws JsonProcessingException {
        String fix = "write securityContext.seccompProfile: {type: Localhost, localhostProfile:"
                + " portcullis/policy/p.seccomp.json}";
        assertThat(messages(
                        FILE,
                        container("{seccompProfile: {type: Localhost, localhostProfile:"
                                + " portcullis/policy/p.seccomp.json}}")))
                .isEmpty();
        assertThat(messages(FILE, container("{seccompProfile: {type: RuntimeDefault}}")))
                .containsExactly("container \"web\" has the seccomp profile RuntimeDefault, but CapabilityPolicy \"p\""
                        + " demands portcullis/policy/p.seccomp.json: " + fix);
        assertThat(messages(FILE, container("{seccompProfile: {type: Localhost, localhostProfile: x.json}}")))
                .containsExactly("container \"web\" has the seccomp profile x.json, but CapabilityPolicy \"p\""
                        + " demands portcullis/policy/p.seccomp.json: " + fix);
        assertThat(messages(FILE, container("{seccompProfile: {type: Unconfined}}")))
                .containsExactly("container \"web\" has the seccomp profile Unconfined, which CapabilityPolicy \"p\""
                        + " does not allow: remove it, or " + fix);
        assertThat(messages(FILE, "{containers: [{name: web}]}"))
                .containsExactly(
                        "container \"web\" has no seccomp profile, but CapabilityPolicy \"p\" demands one: " + fix);
    }

    @Test
    void windowsPodsAreLeftAlone() throws JsonProcessingException {
        assertThat(messages(NOTHING, "{os: {name: windows}, containers: [{name: web}]}"))
                .isEmpty();
    }

    @Test
    void everyKindThatMakesPodsIsRead() throws JsonProcessingException {
        String template = "{metadata: {labels: {app: web}}, spec: {containers: []}}";
        String[][] places = {
            {"{apiVersion: v1, kind: Pod, metadata: {namespace: n, labels: {app: web}}, spec: {containers: []}}", "spec"
            },
            {
                "{apiVersion: v1, kind: PodTemplate, metadata: {namespace: n}, template: " + template + "}",
                "template.spec"
            },
            {workload("v1", "ReplicationController", template), "spec.template.spec"},
            {workload("apps/v1", "Deployment", template), "spec.template.spec"},
            {workload("apps/v1", "StatefulSet", template), "spec.template.spec"},
            {workload("apps/v1", "DaemonSet", template), "spec.template.spec"},
            {workload("apps/v1", "ReplicaSet", template), "spec.template.spec"},
            {workload("batch/v1", "Job", template), "spec.template.spec"},
            {
                "{apiVersion: batch/v1, kind: CronJob, metadata: {namespace: n}, spec: {jobTemplate: {spec: {template: "
                        + template + "}}}}",
                "spec.jobTemplate.spec.template.spec"
            }
        };
        for (String[] place : places) {
            PodTemplate pod = PodTemplate.of(YAML.readTree(place[0])).orElseThrow();
            assertThat(pod.location()).isEqualTo(place[1]);
            assertThat(pod.labels()).as(place[0]).containsExactly(java.util.Map.entry("app", "web"));
            assertThat(pod.namespace()).isEqualTo("n");
            assertThat(pod.spec().has("containers")).isTrue();
        }
        JsonNode other = YAML.readTree("{apiVersion: example.com/v1, kind: Deployment}");
        assertThat(PodTemplate.of(other)).isEmpty();
    }

    private static String workload(String version, String kind, String template) {
        return "{apiVersion: " + version + ", kind: " + kind + ", metadata: {namespace: n}, spec: {template: "
                + template + "}}";
    }
}
