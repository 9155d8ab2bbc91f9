package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeChoiceTest {

    @ParameterizedTest
    @CsvSource({
        "runc:1.1, 1.1.5+ds1 1.1.14 1.1.15+ds1",
        "runc:1.1.14, 1.1.14",
        "runc:v1.3.7, 1.3.7",
        // Not measured: the neighbours judge.
        "runc:1.1.9, 1.1.5+ds1 1.1.14",
        "runc:1.0, 1.1.5+ds1",
        "runc:99, 1.5.3",
        "crun:1.14, 1.8.1 1.21",
        "crun:1.8.1, 1.8.1"
    })
    void aVersionIsJudgedByItsPatchesOrItsNeighbours(String written, String versions) {
        assertThat(RuntimeChoice.of(written).versions())
                .extracting(RuntimeStart.Version::number)
                .containsExactly(versions.split(" "));
    }

    @Test
    void aRuntimeIsAllItsVersionsAndNoneIsNone() {
        assertThat(RuntimeChoice.of("crun").and(RuntimeChoice.of("runc"))).isEqualTo(RuntimeChoice.all());
        assertThat(RuntimeChoice.of("none").versions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "runsc", "runc:", "runc:latest", "runc 1.3", "none:1"})
    void anythingElseIsRefusedWithExamples(String written) {
        assertThatThrownBy(() -> RuntimeChoice.of(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + written + "' is no runtime; use for example crun, runc, runc:1.3 or none");
    }

    @Test
    void versionsAreNamedInFewWords() {
        RuntimeChoice all = RuntimeChoice.all();
        List<RuntimeStart.Version> runc = all.versionsOf("runc");
        assertThat(all.named("runc", runc)).isEqualTo("runc");
        assertThat(all.named("runc", runc.subList(3, runc.size()))).isEqualTo("runc 1.2.8 and newer");
        assertThat(all.named("runc", runc.subList(0, 2))).isEqualTo("runc 1.1.14 and older");
        assertThat(all.named("runc", runc.subList(1, 3))).isEqualTo("runc 1.1.14, 1.1.15+ds1");
        RuntimeChoice one = RuntimeChoice.of("runc:1.3.7");
        assertThat(one.named("runc", one.versions())).isEqualTo("runc 1.3.7");
    }
}
