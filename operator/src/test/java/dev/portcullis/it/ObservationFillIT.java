package dev.portcullis.it;

import static dev.portcullis.cluster.Admission.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.cluster.Admission;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An observation reaches pods that are silent or name its profile, sends them to observers, and leaves all others alone. */
class ObservationFillIT {

    private static final String OBSERVED = "{type: Localhost, localhostProfile: portcullis/observed/look.json}";
    private static final String PROFILE = "{type: Localhost, localhostProfile: portcullis/web.json}";
    private static final String POLICY = "{type: Localhost, localhostProfile: portcullis/policy/web.seccomp.json}";
    private static final String OWN = "{type: Localhost, localhostProfile: mine.json}";
    private static final String DEFAULT = "{type: RuntimeDefault}";
    private static final String BEFORE = "portcullis.dev/seccomp-before";

    /** The orders in which an API server calls two policies are tried by chance: it misses one of them in 500 times once. */
    private static final int SHUFFLES = 10;

    private final Admission admission = new Admission("observation-fill");

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
            %3$s             | %2$s             | %3$s | %1$s
            %4$s             | -                | %4$s | -
            %3$s             | -                | %3$s | -
            -                | %3$s             | %1$s | %3$s
            """)
    void whatIsSilentOrNamesTheProfileIsObserved(String pod, String container, String podGets, String containerGets) {
        admission.observation("look", "web", Map.of());
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
    void whatThePodSaidBeforeIsTold() {
        admission.observation("look", "web", Map.of());
        awaitFilling();
        assertThat(before(pod("{}", "{}"))).isEqualTo("none");
        assertThat(before(pod("{annotations: {a: b}}", "{securityContext: {seccompProfile: " + PROFILE + "}}")))
                .isEqualTo("portcullis/web.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{os: {name: windows}}",
                "{priorityClassName: system-node-critical}",
                "{securityContext: {seccompProfile: " + DEFAULT + "}}",
                "{securityContext: {seccompProfile: " + OWN + "}}",
                "{nodeSelector: {pool: shop}}",
                "{nodeName: n}"
            })
    void aPodThatIsNotObservedStaysByteForByteAsItIs(String spec) {
        JsonNode without = pod("{}", spec);
        admission.observation("look", "web", Map.of("pool", "canary"));
        awaitFilling();
        assertThat(pod("{}", spec)).hasToString(without.toString());
    }

    @Test
    void podsOfDaemonSetsStaticOnesAndThoseOfExemptNamespacesAreLeftAlone() {
        String owned = "{ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: d, uid: x}]}";
        admission.observation("look", "web", Map.of("pool", "canary"));
        awaitFilling();
        assertThat(profile(pod(owned, "{}"), "/spec").isMissingNode()).isTrue();
        assertThat(profile(pod("{annotations: {kubernetes.io/config.mirror: x}}", "{nodeName: n}"), "/spec")
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
    void podsGoWhereObserversAre() {
        admission.observation("look", "web", Map.of("pool", "canary", "example.com/pool", "c"));
        awaitFilling();
        assertThat(pod("{}", "{}").at("/spec/nodeSelector"))
                .isEqualTo(Admission.yaml("{pool: canary, example.com/pool: c}"));
        assertThat(pod("{}", "{nodeSelector: {pool: canary, zone: z}}").at("/spec/nodeSelector"))
                .isEqualTo(Admission.yaml("{pool: canary, zone: z, example.com/pool: c}"));
    }

    @Test
    void withoutAProfileOnlySilentPodsAreObserved() {
        admission.observation("look", null, Map.of());
        awaitFilling();
        assertThat(profile(pod("{}", "{securityContext: {seccompProfile: " + PROFILE + "}}"), "/spec"))
                .isEqualTo(Admission.yaml(PROFILE));
        // Privileged containers have no filter, so there is nothing to observe.
        assertThat(profile(
                                made("{metadata: {name: p}, spec: {containers: [{name: c, image: none, securityContext:"
                                        + " {privileged: true}}]}}"),
                                "/spec")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void anObservationGoesBeforeABlockAndAfterAPolicy() {
        admission.policy("web", """
                seccompProfile: runtime-default
                podSelector: {matchLabels: {app: web}}
                enforcement: {mutate: true}
                """);
        admission.block("hole");
        admission.observation("look", "web", Map.of());
        awaitFilling();
        soon(() ->
                assertThat(profile(pod("{labels: {app: web}}", "{}"), "/spec")).isEqualTo(Admission.yaml(POLICY)));
        for (int i = 0; i < SHUFFLES; i++) {
            admission.shuffle();
            assertThat(profile(pod("{}", "{}"), "/spec")).isEqualTo(Admission.yaml(OBSERVED));
            JsonNode governed = pod("{labels: {app: web}}", "{}");
            assertThat(profile(governed, "/spec")).isEqualTo(Admission.yaml(POLICY));
            assertThat(before(governed)).isEmpty();
        }
    }

    private void awaitFilling() {
        soon(() -> assertThat(profile(pod("{}", "{}"), "/spec")).isEqualTo(Admission.yaml(OBSERVED)));
    }

    private JsonNode pod(String metadata, String spec) {
        return made("{metadata: {name: p, " + inner(metadata) + "}, spec: {containers: [{name: c, image: none}], "
                + inner(spec) + "}}");
    }

    private static String inner(String flow) {
        return flow.substring(1, flow.length() - 1);
    }

    /** Without what is new in every pod. */
    private JsonNode made(String pod) {
        JsonNode made = tree(admission.dryRun(pod));
        ((ObjectNode) made.at("/metadata")).remove(List.of("uid", "creationTimestamp", "managedFields"));
        for (JsonNode volume : made.at("/spec/volumes")) {
            ((ObjectNode) volume).remove("name");
        }
        for (JsonNode container : made.at("/spec/containers")) {
            ((ObjectNode) container).remove("volumeMounts");
        }
        return made;
    }

    private static JsonNode tree(Pod pod) {
        return Admission.yaml(Serialization.asYaml(pod));
    }

    private static String before(JsonNode pod) {
        return pod.at("/metadata/annotations").path(BEFORE).asText();
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
        return template == null ? null : template.formatted(OBSERVED, PROFILE, OWN, DEFAULT);
    }
}
