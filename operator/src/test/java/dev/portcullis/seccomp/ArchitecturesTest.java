package dev.portcullis.seccomp;

import static dev.portcullis.seccomp.Architecture.ARM;
import static dev.portcullis.seccomp.Architecture.ARM64;
import static dev.portcullis.seccomp.Architecture.LOONG64;
import static dev.portcullis.seccomp.Architecture.MIPS;
import static dev.portcullis.seccomp.Architecture.MIPS64;
import static dev.portcullis.seccomp.Architecture.MIPS64LE;
import static dev.portcullis.seccomp.Architecture.MIPS64LEN32;
import static dev.portcullis.seccomp.Architecture.MIPS64N32;
import static dev.portcullis.seccomp.Architecture.MIPSLE;
import static dev.portcullis.seccomp.Architecture.RISCV64;
import static dev.portcullis.seccomp.Architecture.S390;
import static dev.portcullis.seccomp.Architecture.S390X;
import static dev.portcullis.seccomp.Architecture.X32;
import static dev.portcullis.seccomp.Architecture.X86;
import static dev.portcullis.seccomp.Architecture.X86_64;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitecturesTest {

    @ParameterizedTest
    @CsvSource({
        "SCMP_ARCH_X86_64, amd64, amd64, x86_64",
        "SCMP_ARCH_X86, 386, x86, i686",
        "SCMP_ARCH_X32, amd64p32, x32, x86_64",
        "SCMP_ARCH_AARCH64, arm64, arm64, aarch64",
        "SCMP_ARCH_LOONGARCH64, loong64, loong64, loongarch64",
        "SCMP_ARCH_MIPSEL64, mips64le, mipsel64, mips64",
        "SCMP_ARCH_MIPSEL64N32, mips64p32le, mipsel64n32, mips64",
        "SCMP_ARCH_PPC64LE, ppc64le, ppc64le, ppc64le",
        "SCMP_ARCH_S390X, s390x, s390x, s390x"
    })
    void everyToolHasItsOwnName(String oci, String go, String condition, String kernel) {
        Architecture architecture = Architecture.named(oci).orElseThrow();
        assertThat(architecture.goName()).contains(go);
        assertThat(architecture.conditionName()).isEqualTo(condition);
        assertThat(architecture.kernelName()).isEqualTo(kernel);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void isFoundByItsNames(Architecture architecture) {
        assertThat(Architecture.named(architecture.ociName())).contains(architecture);
        architecture.goName().ifPresent(name -> assertThat(Architecture.ofGoName(name))
                .contains(architecture));
    }

    @Test
    void otherNamesAreUnknown() {
        assertThat(Architecture.named("SCMP_ARCH_amd64")).isEmpty();
        assertThat(Architecture.named("X86_64")).isEmpty();
        assertThat(Architecture.ofGoName("x86")).isEmpty();
        assertThat(Architecture.named("SCMP_ARCH_PARISC").orElseThrow().goName())
                .isEmpty();
    }

    @Test
    void subArchitecturesAreThoseOfTheArchMapThatRuntimesShip() {
        assertThat(X86_64.subArchitectures()).containsExactly(X86, X32);
        assertThat(ARM64.subArchitectures()).containsExactly(ARM);
        assertThat(S390X.subArchitectures()).containsExactly(S390);
        assertThat(MIPS64.subArchitectures()).containsExactly(MIPS, MIPS64N32);
        assertThat(MIPS64N32.subArchitectures()).containsExactly(MIPS, MIPS64);
        assertThat(MIPS64LE.subArchitectures()).containsExactly(MIPSLE, MIPS64LEN32);
        assertThat(MIPS64LEN32.subArchitectures()).containsExactly(MIPSLE, MIPS64LE);
        assertThat(RISCV64.subArchitectures()).isEmpty();
        assertThat(LOONG64.subArchitectures()).isEmpty();
    }
}
