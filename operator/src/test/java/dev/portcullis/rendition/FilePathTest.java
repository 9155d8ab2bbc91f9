package dev.portcullis.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePathTest {

    @ParameterizedTest
    @CsvSource({
        "web.json, SECCOMP_PROFILE, web, SECCOMP",
        "a.seccomp.json, SECCOMP_PROFILE, a.seccomp, SECCOMP",
        "a.capabilities.json, SECCOMP_PROFILE, a.capabilities, SECCOMP",
        "policy.json, SECCOMP_PROFILE, policy, SECCOMP",
        "policy/web.capabilities.json, CAPABILITY_POLICY, web, CAPABILITIES",
        "policy/web.seccomp.json, CAPABILITY_POLICY, web, SECCOMP",
        "policy/a.seccomp.seccomp.json, CAPABILITY_POLICY, a.seccomp, SECCOMP",
        "policy/a.seccomp.capabilities.json, CAPABILITY_POLICY, a.seccomp, CAPABILITIES",
        "policy/a.json.seccomp.json, CAPABILITY_POLICY, a.json, SECCOMP",
        "block/hole.json, SYSCALL_BLOCK, hole, SECCOMP",
        "observed/shop.json, PROFILE_OBSERVATION, shop, SECCOMP"
    })
    void aPathNamesItsObject(String path, Kind kind, String object, Content content) {
        FilePath expected = new FilePath(kind, object, content);

        assertThat(FilePath.of(path)).hasValue(expected);
        assertThat(expected.value()).isEqualTo(path);
        assertThat(expected).hasToString(path);
        assertThat(expected.localhostProfile()).isEqualTo("portcullis/" + path);
    }

    @ParameterizedTest
    @CsvSource({
        "portcullis/a.json, portcullis/a.json",
        "./portcullis//a.json, portcullis/a.json",
        "portcullis/./policy///a.seccomp.json/, portcullis/policy/a.seccomp.json",
        "x/../portcullis/a.json, portcullis/a.json",
        "../../portcullis/a.json, ../../portcullis/a.json",
        "/portcullis/a.json, /portcullis/a.json",
        "., ''",
        "'', ''"
    })
    void aLocalhostProfileIsCleanedAsTheKubeletDoesIt(String written, String cleaned) {
        assertThat(FilePath.cleaned(written)).isEqualTo(cleaned);
        assertThat(FilePath.isOurs(written)).isEqualTo(cleaned.startsWith("portcullis/"));
    }

    @Test
    void thereIsNoTextThatCannotBeCleaned() {
        assertThat(FilePath.cleaned("portcullis//\ud800.json")).isEqualTo("portcullis/\ud800.json");
        assertThat(FilePath.cleaned("portcullis//\0.json")).isEqualTo("portcullis/\0.json");
    }

    @Test
    void aLocalhostProfileNamesItsObject() {
        assertThat(FilePath.ofLocalhostProfile("./portcullis//policy/web.seccomp.json"))
                .hasValue(new FilePath(Kind.CAPABILITY_POLICY, "web", Content.SECCOMP));
        assertThat(FilePath.ofLocalhostProfile("portcullisx/web.json")).isEmpty();
        assertThat(FilePath.ofLocalhostProfile("/portcullis/web.json")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".json",
                "web",
                "/web.json",
                "other/web.json",
                "configmap/seccompprofile-web",
                "policy",
                "policy/",
                "policy/web",
                "policy/web.json",
                "policy/.seccomp.json",
                "policy/.capabilities.json",
                "policy//web.seccomp.json",
                "policy/../web.seccomp.json",
                "policy/a/web.capabilities.json",
                "Policy/web.seccomp.json"
            })
    void otherPathsNameNone(String path) {
        assertThat(FilePath.of(path)).isEmpty();
    }

    @Test
    void noTwoObjectsShareAFile() {
        List<String> names = List.of(
                "a", "a.seccomp", "a.capabilities", "a.json", "a.seccomp.json", "policy", "policy.a", "seccomp");
        Set<String> seen = new HashSet<>();
        for (Kind kind : Kind.values()) {
            for (String name : names) {
                for (Content content : kind.contents()) {
                    FilePath path = new FilePath(kind, name, content);
                    assertThat(seen.add(path.value())).as(path.value()).isTrue();
                    assertThat(FilePath.of(path.value())).hasValue(path);
                }
            }
        }
    }

    @Test
    void aProfileHasNoCapabilities() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FilePath(Kind.SECCOMP_PROFILE, "web", Content.CAPABILITIES))
                .withMessage("a SeccompProfile has no file of CAPABILITIES");
    }
}
