package dev.portcullis.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.api.KernelVersion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RenditionTest {

    private final Rendition rendition = with(Map.of("arm64", "[]", "s390x", "{}"));

    private final RenderedFile seccomp = rendition.file(Content.SECCOMP).orElseThrow();

    @Test
    void namesFilesAfterObjects() {
        assertThat(Rendition.localhostProfile("dup")).isEqualTo("portcullis/dup.json");
        assertThat(Rendition.localhostProfile("dup.json")).isEqualTo("portcullis/dup.json.json");
        assertThat(Rendition.localhostProfile(Kind.CAPABILITY_POLICY, "dup"))
                .isEqualTo("portcullis/policy/dup.seccomp.json");
    }

    @Test
    void anArchitectureHasItsOwnDocumentOrTheNeutralOne() {
        assertThat(seccomp.documentFor("arm64")).isEqualTo("[]");
        assertThat(seccomp.keyFor("arm64")).isEqualTo("profile.arm64.json");
        assertThat(seccomp.documentFor("amd64")).isEqualTo("{}");
        assertThat(seccomp.keyFor("amd64")).isEqualTo("profile.json");
    }

    @Test
    void aVariantThatDoesNotDifferIsNone() {
        assertThat(rendition.documents())
                .containsExactly(Map.entry("profile.arm64.json", "[]"), Map.entry("profile.json", "{}"));
        assertThat(rendition).isEqualTo(with(Map.of("arm64", "[]")));
    }

    @Test
    void keysOfNoArchitectureAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Map.of("../x", "[]")).documents())
                .withMessage("\"../x\" is not an architecture as Go names it, for example arm64");
    }

    @Test
    void aPolicyHasOneFileOrTwo() {
        Rendition one = Rendition.ofPolicy("web", 7, "{}", null);
        Rendition two = Rendition.ofPolicy("web", 7, "{}", seccomp);

        assertThat(one.files())
                .extracting(file -> one.path(file).value())
                .containsExactly("policy/web.capabilities.json");
        assertThat(one.documents()).containsOnlyKeys("capabilities.json");
        assertThat(two.files())
                .extracting(file -> two.path(file).value())
                .containsExactlyInAnyOrder("policy/web.capabilities.json", "policy/web.seccomp.json");
        assertThat(two.documents()).containsOnlyKeys("capabilities.json", "profile.json", "profile.arm64.json");
    }

    @Test
    void filesThatTheKindDoesNotHaveOrLacksAreRefused() {
        RenderedFile capabilities = RenderedFile.capabilities("{}");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rendition(Kind.SECCOMP_PROFILE, "web", 1, List.of(seccomp, capabilities)))
                .withMessage("a SeccompProfile has no such or no second capabilities.json");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rendition(Kind.CAPABILITY_POLICY, "web", 1, List.of(capabilities, capabilities)))
                .withMessage("a CapabilityPolicy has no such or no second capabilities.json");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rendition(Kind.CAPABILITY_POLICY, "web", 1, List.of(seccomp)))
                .withMessage("a CapabilityPolicy has a capabilities.json");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new RenderedFile(Content.CAPABILITIES, "{}", new TreeMap<>(), new KernelVersion(5, 9)))
                .withMessage("capabilities.json is the same on every node");
    }

    private static Rendition with(Map<String, String> variants) {
        return Rendition.ofProfile("web", 7, "{}", new TreeMap<>(variants), null);
    }
}
