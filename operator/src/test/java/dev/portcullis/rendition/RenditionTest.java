package dev.portcullis.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RenditionTest {

    private final Rendition rendition = with(Map.of("arm64", "[]", "s390x", "{}"));

    @Test
    void namesFilesAfterObjects() {
        assertThat(Rendition.localhostProfile("dup")).isEqualTo("portcullis/dup.json");
        assertThat(Rendition.localhostProfile("dup.json")).isEqualTo("portcullis/dup.json.json");
        assertThat(Rendition.objectOfFile("dup.json.json")).isEqualTo("dup.json");
    }

    @Test
    void anArchitectureHasItsOwnDocumentOrTheNeutralOne() {
        assertThat(rendition.documentFor("arm64")).isEqualTo("[]");
        assertThat(rendition.keyFor("arm64")).isEqualTo("profile.arm64.json");
        assertThat(rendition.documentFor("amd64")).isEqualTo("{}");
        assertThat(rendition.keyFor("amd64")).isEqualTo("profile.json");
    }

    @Test
    void aVariantThatDoesNotDifferIsNone() {
        assertThat(rendition.documents())
                .containsExactly(Map.entry("profile.arm64.json", "[]"), Map.entry("profile.json", "{}"));
        assertThat(rendition).isEqualTo(with(Map.of("arm64", "[]")));
    }

    @Test
    void whatIsNoArchitectureIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Map.of("../x", "[]")).documents())
                .withMessage("\"../x\" is not an architecture as Go names it, for example arm64");
    }

    private static Rendition with(Map<String, String> variants) {
        return new Rendition(Kind.SECCOMP_PROFILE, "web", 7, "{}", new TreeMap<>(variants), null);
    }
}
