package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rendition.Content;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "a", "0", "nginx-1.27", "a.b.c", "a--b"})
    void namesOfObjectsAreSafe(String name) {
        assertThat(profile(name)).hasValue(new FileName(name + ".json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", ".hidden", "../up", "a/b", "/abs", "a..b", "-a", "a-", "A", "ü", "a b", "a\n", "a\0",
                "a_b", "a.", "~"
            })
    void otherNamesMakeNoFileName(String name) {
        assertThat(profile(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "a.b", "a.seccomp", "a.capabilities", "a.json", "policy"})
    void policiesHaveTwoFilesInADirectoryOfTheirOwn(String name) {
        for (Content content : Kind.CAPABILITY_POLICY.contents()) {
            FilePath path = new FilePath(Kind.CAPABILITY_POLICY, name, content);
            FileName file = FileName.of(path).orElseThrow();

            assertThat(FileName.of(file.value())).hasValue(file);
            assertThat(file.directory()).isEqualTo("policy");
            assertThat(Path.of("policy").resolve(file.path())).hasToString(file.value());
            assertThat(file.temporary().toString())
                    .startsWith("." + name)
                    .endsWith(".json.tmp")
                    .doesNotContain("/");
        }
        assertThat(profile(name).orElseThrow().directory()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy",
                "policy/",
                "policy/x.json",
                "policy/../x.json",
                "policy/../x.seccomp.json",
                "policy/..seccomp.json",
                "policy/.seccomp.json",
                "policy/.x.seccomp.json",
                "policy/...capabilities.json",
                "policy//x.seccomp.json",
                "policy//x.json",
                "policy/x/y.seccomp.json",
                "policy/policy/x.seccomp.json",
                "policy/X.seccomp.json",
                "policy/x\0.seccomp.json",
                "policy/x.seccomp.json/",
                "policy/x.seccomp.json.tmp",
                "policy/.x.seccomp.json.tmp",
                "/policy/x.seccomp.json",
                "./policy/x.seccomp.json",
                "../policy/x.seccomp.json",
                "POLICY/x.seccomp.json",
                "other/x.seccomp.json",
                "other/x.json",
                "..json",
                "../x.json",
                "configmap/capabilitypolicy-x"
            })
    void otherPathsAreNoFilesOfTheAgent(String path) {
        assertThat(FileName.of(path)).isEmpty();
    }

    @Test
    void theWholePathFitsAReport() {
        // policy/NAME.capabilities.json
        assertThat(policy("a".repeat(230))).isPresent();
        assertThat(policy("a".repeat(231))).isEmpty();
    }

    @Test
    void theWholeNameFitsTheFileSystem() {
        assertThat(profile("a".repeat(250))).isPresent();
        assertThat(profile("a".repeat(251))).isEmpty();
        Path temporary = profile("a".repeat(250)).orElseThrow().temporary();
        assertThat(temporary.toString()).hasSize(255).startsWith(".a").endsWith(".tmp");
    }

    @Test
    void temporaryFilesAreRecognised() {
        FileName name = profile("nginx").orElseThrow();
        assertThat(name.temporary()).hasToString(".nginx.json.tmp");
        assertThat(FileName.isTemporary(".nginx.json.tmp")).isTrue();
        assertThat(FileName.isTemporary("nginx.json")).isFalse();
        assertThat(FileName.isTemporary(".web.seccomp.json.tmp")).isTrue();
        assertThat(FileName.isTemporary(profile("a".repeat(250)).orElseThrow().temporary() + ""))
                .isTrue();
        assertThat(FileName.isTemporary(".editor.tmp")).isFalse();
        assertThat(FileName.of(".nginx.json.tmp")).isEmpty();
        assertThat(FileName.of("README")).isEmpty();
    }

    private static Optional<FileName> profile(String name) {
        return FileName.of(new FilePath(Kind.SECCOMP_PROFILE, name, Content.SECCOMP));
    }

    private static Optional<FileName> policy(String name) {
        return FileName.of(new FilePath(Kind.CAPABILITY_POLICY, name, Content.CAPABILITIES));
    }
}
