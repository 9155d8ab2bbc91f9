package dev.portcullis.it;

import static dev.portcullis.cluster.Admission.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.portcullis.admission.Fillable;
import dev.portcullis.cluster.Admission;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A block for all pods reaches those that name no profile, and no others; the file of a policy goes before a block's. */
class BlockFillIT {

    private static final String BLOCK = "{type: Localhost, localhostProfile: portcullis/block/hole.json}";
    private static final String POLICY = "{type: Localhost, localhostProfile: portcullis/policy/web.seccomp.json}";
    private static final String OWN = "{type: Localhost, localhostProfile: mine.json}";
    private static final String DEFAULT = "{type: RuntimeDefault}";
    private static final String UNCONFINED = "{type: Unconfined}";

    /** The orders in which an API server calls two policies are tried by chance: it misses one of them in 500 times once. */
    private static final int SHUFFLES = 10;

    private static final String FILLS = """
            capabilities: {drop: [ALL]}
            seccompProfile: runtime-default
            podSelector: {matchLabels: {app: web}}
            enforcement: {mutate: true}
            """;

    private final Admission admission = new Admission("block-fill");

    @AfterEach
    void close() {
        admission.close();
    }

    @ParameterizedTest(name = "pod {0}, container {1}: {2}, {3}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # pod says,        container says,    pod gets,          container gets
            -                | -                | %1$s | -
            %2$s             | -                | %1$s | -
            -                | %2$s             | %1$s | %1$s
            %2$s             | %2$s             | %1$s | %1$s
            %3$s             | -                | %3$s | -
            %3$s             | %2$s             | %3$s | %1$s
            %4$s             | -                | %4$s | -
            %4$s             | %2$s             | %4$s | %1$s
            -                | %3$s             | %1$s | %3$s
            %2$s             | %4$s             | %1$s | %4$s
            """)
    void whatNamesNoProfileGetsTheBlocks(String pod, String container, String podGets, String containerGets) {
        admission.block("hole");
        awaitFilling();
        String context = seccomp(fill(container));
        JsonNode made =
                made("{metadata: {name: p}, spec: {securityContext: " + seccomp(fill(pod)) + ", initContainers: ["
                        + "{name: i, image: none, securityContext: " + context + "}], containers: ["
                        + "{name: c, image: none}, {name: d, image: none, securityContext: " + context + "}]}}");

        assertThat(profile(made, "/spec")).isEqualTo(profile(podGets));
        assertThat(profile(made, "/spec/initContainers/0")).isEqualTo(profile(containerGets));
        assertThat(profile(made, "/spec/containers/0").isMissingNode()).isTrue();
        assertThat(profile(made, "/spec/containers/1")).isEqualTo(profile(containerGets));
    }

    @Test
    void whatThePodSaidBeforeIsToldOfSilentOnes() {
        admission.block("hole");
        awaitFilling();
        assertThat(annotations(pod("{}", "{}"))).containsEntry("portcullis.dev/seccomp-before", "none");
        assertThat(annotations(pod("{annotations: {a: b}}", "{}")))
                .containsEntry("portcullis.dev/seccomp-before", "none")
                .containsEntry("a", "b");
        assertThat(annotations(pod("{}", "{securityContext: {seccompProfile: " + DEFAULT + "}}")))
                .doesNotContainKey("portcullis.dev/seccomp-before");
        assertThat(annotations(pod("{}", "{securityContext: {seccompProfile: " + OWN + "}}")))
                .doesNotContainKey("portcullis.dev/seccomp-before");
    }

    @Test
    void windowsPodsStaticOnesThoseThatNodesNeedAndThoseOfExemptNamespacesAreLeftAlone() {
        admission.block("hole");
        awaitFilling();
        assertThat(profile(pod("{}", "{os: {name: windows}}"), "/spec").isMissingNode())
                .isTrue();
        assertThat(profile(pod("{annotations: {kubernetes.io/config.mirror: x}}", "{nodeName: n}"), "/spec")
                        .isMissingNode())
                .isTrue();
        assertThat(profile(pod("{}", "{priorityClassName: system-node-critical}"), "/spec")
                        .isMissingNode())
                .isTrue();
        for (String exempt : Admission.EXEMPT) {
            Pod made = admission.dryRun(exempt, "{metadata: {name: p}, spec: {containers: [{name: c, image: none}]}}");
            assertThat(tree(made).at("/spec/securityContext/seccompProfile").isMissingNode())
                    .as(exempt)
                    .isTrue();
        }
    }

    @Test
    void debuggingContainersOfPodsWithoutAProfileGetOneOfTheirOwn() {
        admission.create("{metadata: {name: silent}, spec: {containers: [{name: c, image: none}]}}");
        admission.create("{metadata: {name: own}, spec: {securityContext: {seccompProfile: " + OWN + "},"
                + " containers: [{name: c, image: none}]}}");
        admission.block("hole");
        awaitFilling();
        for (String pod : new String[] {"silent", "own"}) {
            admission.debug(pod, "--profile=general", "--container=first").expectSuccess();
            admission.debug(pod, "--profile=restricted", "--container=second").expectSuccess();
        }
        JsonNode silent = tree(admission.pod("silent"));
        assertThat(profile(silent, "/spec").isMissingNode()).isTrue();
        assertThat(profile(silent, "/spec/ephemeralContainers/0")).isEqualTo(profile(BLOCK));
        assertThat(profile(silent, "/spec/ephemeralContainers/1")).isEqualTo(profile(BLOCK));
        JsonNode own = tree(admission.pod("own"));
        assertThat(profile(own, "/spec/ephemeralContainers/0").isMissingNode()).isTrue();
        assertThat(profile(own, "/spec/ephemeralContainers/1").path("type").asText())
                .isIn("", "Localhost");
    }

    @Test
    void thePolicysOwnFileGoesFirstInWhicheverOrderTheApiServerCallsThem() {
        admission.create("{metadata: {name: old, labels: {app: web}}, spec: {containers: [{name: c, image: none}]}}");
        admission.policy("web", FILLS);
        admission.block("hole");
        awaitFilling();
        soon(() -> assertThat(profile(web("{}"), "/spec")).isEqualTo(profile(POLICY)));
        for (int i = 0; i < SHUFFLES; i++) {
            admission.shuffle();
            // Whoever is silent gets the policy's, and no trace of the block.
            awaitShuffled(i);
            JsonNode silent = web("{}");
            assertThat(profile(silent, "/spec")).isEqualTo(profile(POLICY));
            assertThat(annotations(silent)).doesNotContainKey("portcullis.dev/seccomp-before");
            assertThat(silent.at("/spec/containers/0/securityContext/capabilities"))
                    .isEqualTo(Admission.yaml("{drop: [ALL]}"));
            // The policy leaves RuntimeDefault as it is, and the block has it.
            assertThat(profile(web("{securityContext: {seccompProfile: " + DEFAULT + "}}"), "/spec"))
                    .isEqualTo(profile(BLOCK));
            assertThat(profile(web("{securityContext: {seccompProfile: " + OWN + "}}"), "/spec"))
                    .isEqualTo(profile(OWN));
            String debug = "debug-" + i;
            admission.debug("old", "--profile=general", "--container=" + debug).expectSuccess();
            assertThat(profile(tree(admission.pod("old")), "/spec/ephemeralContainers/" + i))
                    .isEqualTo(profile(POLICY));
        }
    }

    @Test
    void aPolicyWhoseFileIsNotThereYetLeavesPodsToTheBlock() {
        admission.policy("web", FILLS, Fillable.DEFAULTS, false);
        admission.block("hole");
        awaitFilling();
        soon(() -> assertThat(web("{}").at("/spec/containers/0/securityContext/capabilities"))
                .isEqualTo(Admission.yaml("{drop: [ALL]}")));
        for (int i = 0; i < SHUFFLES; i++) {
            admission.shuffle();
            awaitShuffled(i);
            assertThat(profile(web("{}"), "/spec")).isEqualTo(profile(BLOCK));
        }
    }

    private void awaitFilling() {
        soon(() -> assertThat(profile(pod("{}", "{}"), "/spec")).isEqualTo(profile(BLOCK)));
    }

    /** A policy that is applied last is called when all that were changed before it have been read. */
    private void awaitShuffled(int round) {
        admission.policy("mark", FILLS.replace("web", "mark").replace("[ALL]", "[KILL], add: [" + mark(round) + "]"));
        soon(() -> assertThat(pod("{labels: {app: mark}}", "{}")
                        .at("/spec/containers/0/securityContext/capabilities/add/0")
                        .asText())
                .isEqualTo(mark(round)));
    }

    private static String mark(int round) {
        return round % 2 == 0 ? "CHOWN" : "SETUID";
    }

    private JsonNode web(String spec) {
        return pod("{labels: {app: web}}", spec);
    }

    /** A pod with these metadata and this spec, as the API server would make it. */
    private JsonNode pod(String metadata, String spec) {
        return made("{metadata: {name: p, " + inner(metadata) + "}, spec: {containers: [{name: c, image: none}], "
                + inner(spec) + "}}");
    }

    private static String inner(String flow) {
        return flow.substring(1, flow.length() - 1);
    }

    private JsonNode made(String pod) {
        return tree(admission.dryRun(pod));
    }

    private static JsonNode tree(Pod pod) {
        return Admission.yaml(Serialization.asYaml(pod));
    }

    private static Map<String, String> annotations(JsonNode pod) {
        return Objects.requireNonNullElse(
                Serialization.unmarshal(pod.toString(), Pod.class).getMetadata().getAnnotations(), Map.of());
    }

    private static JsonNode profile(JsonNode pod, String place) {
        return pod.at(place + "/securityContext/seccompProfile");
    }

    private static JsonNode profile(@Nullable String flow) {
        String filled = fill(flow);
        return filled == null ? MissingNode.getInstance() : Admission.yaml(filled);
    }

    private static String seccomp(@Nullable String profile) {
        return profile == null ? "{}" : "{seccompProfile: " + profile + "}";
    }

    private static @Nullable String fill(@Nullable String template) {
        return template == null ? null : template.formatted(BLOCK, DEFAULT, UNCONFINED, OWN);
    }
}
