package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Renderer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class PolicyRendererTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final String CLOCK = """
            defaultAction: SCMP_ACT_ERRNO
            syscalls:
            - {names: [read, write], action: SCMP_ACT_ALLOW}
            - {names: [settimeofday, clock_settime], action: SCMP_ACT_ALLOW, includes: {caps: [CAP_SYS_TIME]}}
            - {names: [clone], action: SCMP_ACT_ALLOW, excludes: {caps: [CAP_SYS_ADMIN]}}
            """;

    private final PolicyRenderer renderer = new PolicyRenderer(new Renderer(Path.of("/run/portcullis-listeners")));

    @Test
    void theProfileIsMadeForExactlyThePolicysCapabilities() throws JsonProcessingException {
        PolicyRendering.Rendered time =
                rendered("{capabilities: {drop: [ALL], add: [SYS_TIME]}, seccompProfile: clock}");
        assertThat(allowed(time)).contains("settimeofday", "clock_settime", "clone");
        assertThat(comment(time))
                .containsExactly(
                        entry(
                                "rendered",
                                "SeccompProfile clock for CapabilityPolicy web, whose containers hold CAP_SYS_TIME"),
                        entry("excludes CAP_SYS_ADMIN", "kept: clone"),
                        entry("includes CAP_SYS_TIME", "kept: clock_settime, settimeofday"));

        PolicyRendering.Rendered nothing = rendered("{capabilities: {drop: [ALL]}, seccompProfile: clock}");
        assertThat(allowed(nothing)).contains("read", "clone").doesNotContain("settimeofday", "clock_settime");
        assertThat(comment(nothing)).containsEntry("includes CAP_SYS_TIME", "left out: clock_settime, settimeofday");

        PolicyRendering.Rendered admin =
                rendered("{capabilities: {drop: [ALL], add: [SYS_ADMIN]}, seccompProfile: clock}");
        assertThat(allowed(admin)).doesNotContain("clone");
    }

    @Test
    void theMasksAreThoseOfBothUsers() throws JsonProcessingException {
        PolicyRendering.Rendered web = rendered("{capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}");
        assertThat(web.root().effective().hex()).isEqualTo("0000000000000400");
        assertThat(web.nonRoot().effective().hex()).isEqualTo("0000000000000000");
        assertThat(web.nonRoot().bounding().hex()).isEqualTo("0000000000000400");
        assertThat(web.seccomp()).isNull();

        assertThat(rendered("{runtimeDefaults: podman}").root().effective().hex())
                .isEqualTo("00000000800405fb");
    }

    @Test
    void aMissingOrBrokenProfileIsNamed() throws JsonProcessingException {
        assertThat(refused("{seccompProfile: clokc}"))
                .extracting(Finding::toString)
                .containsExactly(
                        "spec.seccompProfile: there is no SeccompProfile clokc; create it, or correct the name");
        assertThat(refused("{seccompProfile: broken}"))
                .extracting(Finding::toString)
                .singleElement()
                .asString()
                .startsWith(
                        "spec.seccompProfile: SeccompProfile broken cannot be rendered: spec.baseProfiles[0]: there is no");
    }

    @Test
    void combinationsThatARuntimeRefusesAreRefused() throws JsonProcessingException {
        assertThat(refused("{runtimeDefaults: podman, capabilities: {add: [CHOWN], drop: [CHOWN]}}"))
                .extracting(Finding::code)
                .containsExactly(Finding.Code.CAPABILITIES_REFUSED);
        assertThat(refused("{capabilities: {add: [CHOWNN]}}"))
                .extracting(Finding::toString)
                .containsExactly("spec.capabilities: Linux has no capability CHOWNN");
    }

    @Test
    void enforcementOnNobodyIsTold() throws JsonProcessingException {
        assertThat(rendered("{enforcement: {validate: Deny}}").warnings())
                .extracting(Finding::code)
                .containsExactly(Finding.Code.GOVERNS_NOBODY);
        assertThat(rendered("{enforcement: {validate: Deny}, podSelector: {}}").warnings())
                .isEmpty();
    }

    private PolicyRendering render(String spec) throws JsonProcessingException {
        Map<String, SeccompProfileSpec> profiles = Map.of(
                "clock",
                YAML.readValue(CLOCK, SeccompProfileSpec.class),
                "broken",
                YAML.readValue("{baseProfiles: [nowhere], defaultAction: SCMP_ACT_ALLOW}", SeccompProfileSpec.class));
        return renderer.render(
                "web",
                YAML.readValue(spec, CapabilityPolicySpec.class),
                name -> Optional.ofNullable(profiles.get(name)));
    }

    private PolicyRendering.Rendered rendered(String spec) throws JsonProcessingException {
        return (PolicyRendering.Rendered) render(spec);
    }

    private List<Finding> refused(String spec) throws JsonProcessingException {
        return ((PolicyRendering.Refused) render(spec)).findings();
    }

    private static JsonNode document(PolicyRendering.Rendered rendered) throws JsonProcessingException {
        return new ObjectMapper()
                .readTree(Objects.requireNonNull(rendered.seccomp()).document());
    }

    private static Map<String, String> comment(PolicyRendering.Rendered rendered) throws JsonProcessingException {
        return new ObjectMapper().convertValue(document(rendered).get("comment"), new TypeReference<>() {});
    }

    private static List<String> allowed(PolicyRendering.Rendered rendered) throws JsonProcessingException {
        return StreamSupport.stream(document(rendered).get("syscalls").spliterator(), false)
                .flatMap(rule -> texts(rule.get("names")).stream())
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }
}
