package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuntimeStartTest {

    private static final Path SAMPLES = Path.of("../config/samples");

    static List<String> runtimes() {
        return RuntimeStart.runtimes();
    }

    @Test
    void bothRuntimesAreMeasured() {
        assertThat(RuntimeStart.runtimes()).containsExactly("crun", "runc");
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void everyNameIsASyscallOfTheMeasuredArchitecture(String runtime) {
        assertThat(RuntimeStart.syscalls(runtime))
                .contains("execve", "exit_group")
                .allMatch(name ->
                        SyscallTable.linux().number(Architecture.X86_64, name).isPresent());
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void theSampleAllowsExactlyTheseAndDeniesTheRest(String runtime) throws IOException {
        JsonNode sample = new YAMLMapper()
                .readTree(SAMPLES.resolve(runtime + "-start.yaml").toFile());
        assertThat(sample.at("/metadata/name").asText()).isEqualTo(runtime + "-start");
        assertThat(sample.at("/spec/defaultAction").asText()).isEqualTo("SCMP_ACT_ERRNO");
        assertThat(sample.at("/spec/defaultErrnoRet").asInt()).isEqualTo(38);
        assertThat(sample.at("/spec/syscalls/0/action").asText()).isEqualTo("SCMP_ACT_ALLOW");
        assertThat(sample.at("/spec/syscalls/0/names"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(RuntimeStart.syscalls(runtime));
        SortedSet<String> refused = RuntimeChoice.of(runtime).refused();
        assertThat(sample.at("/spec/syscalls")).hasSize(refused.isEmpty() ? 1 : 2);
        assertThat(sample.at("/spec/syscalls/1/names"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(refused);
        assertThat(refused)
                .allMatch(name -> sample.at("/spec/syscalls/1/errnoRet").asInt() == 38);
    }

    @Test
    void anotherRuntimeIsRefusedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> RuntimeStart.syscalls("runsc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no measured start of a runtime runsc, only of crun, runc");
    }
}
