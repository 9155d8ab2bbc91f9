package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.SeccompProfileSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterBuildTest {

    /** libseccomp keeps the rules of such a call twice: behind socketcall, and under a number that no call has. */
    @ParameterizedTest
    @ValueSource(strings = {"send", "recv", "accept"})
    void aMultiplexedCallWithoutANumberOfItsOwnIsBuiltAsIfItHadOne(String syscall) {
        SeccompProfileSpec spec = Serialization.unmarshal("""
                defaultAction: SCMP_ACT_ERRNO
                syscalls:
                - names: [%1$s]
                  action: SCMP_ACT_TRAP
                  args: [{index: 0, op: SCMP_CMP_GT, value: 5}, {index: 2, op: SCMP_CMP_GT, value: 5}, {index: 3, op: SCMP_CMP_GT, value: 5}]
                - names: [%1$s]
                  action: SCMP_ACT_TRAP
                  args: [{index: 0, op: SCMP_CMP_GT, value: 5}, {index: 2, op: SCMP_CMP_GE, value: 5}, {index: 3, op: SCMP_CMP_GT, value: 5}]
                - names: [%1$s]
                  action: SCMP_ACT_TRAP
                  args: [{index: 0, op: SCMP_CMP_GT, value: 5}, {index: 3, op: SCMP_CMP_GE, value: 5}]
                """.formatted(syscall), SeccompProfileSpec.class);
        Target node = new Target(Set.of(), Architecture.S390X, null);
        assertThat(new Renderer(Path.of("/")).render("web", spec, Bases.NONE, node))
                .isInstanceOfSatisfying(Rendering.Refused.class, refused -> assertThat(refused.findings())
                        .extracting(Finding::code)
                        .containsOnly(Finding.Code.ENDLESS_RULES));
    }
}
