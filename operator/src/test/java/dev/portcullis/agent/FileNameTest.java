package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "a", "0", "nginx-1.27", "a.b.c", "a--b"})
    void namesOfObjectsAreSafe(String name) {
        assertThat(FileName.ofObject(name)).hasValue(new FileName(name + ".json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", ".hidden", "../up", "a/b", "/abs", "a..b", "-a", "a-", "A", "ü", "a b", "a\n", "a\0",
                "a_b", "a.", "~"
            })
    void othersAreNot(String name) {
        assertThat(FileName.ofObject(name)).isEmpty();
    }

    @Test
    void theWholeNameFitsTheFileSystem() {
        assertThat(FileName.ofObject("a".repeat(250))).isPresent();
        assertThat(FileName.ofObject("a".repeat(251))).isEmpty();
        Path temporary = FileName.ofObject("a".repeat(250)).orElseThrow().temporary();
        assertThat(temporary.toString()).hasSize(255).startsWith(".a").endsWith(".tmp");
    }

    @Test
    void temporaryFilesAreRecognised() {
        FileName name = FileName.ofObject("nginx").orElseThrow();
        assertThat(name.temporary()).hasToString(".nginx.json.tmp");
        assertThat(FileName.isTemporary(".nginx.json.tmp")).isTrue();
        assertThat(FileName.isTemporary("nginx.json")).isFalse();
        assertThat(FileName.of(".nginx.json.tmp")).isEmpty();
        assertThat(FileName.of("README")).isEmpty();
    }
}
