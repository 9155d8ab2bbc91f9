package dev.portcullis.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.seccomp.Architecture;
import org.junit.jupiter.api.Test;

class SyscallNamesTest {

    @Test
    void theKernelsArchitecturesAreThoseOfDocuments() {
        assertThat(CallArchitecture.of(0xC000_003E, 59)).contains(Architecture.X86_64);
        assertThat(CallArchitecture.of(0xC000_003E, 0x4000_0208)).contains(Architecture.X32);
        assertThat(CallArchitecture.of(0x4000_0003, 11)).contains(Architecture.X86);
        assertThat(CallArchitecture.of(0xC000_00B7, 221)).contains(Architecture.ARM64);
        assertThat(CallArchitecture.of(0x1234, 1)).isEmpty();
    }

    @Test
    void aNameIsFoundAgainAndAgain() {
        SyscallNames names = new SyscallNames();
        for (int i = 0; i < 2; i++) {
            assertThat(names.of(Architecture.X86_64, 59)).isEqualTo("execve");
            assertThat(names.of(Architecture.ARM64, 221)).isEqualTo("execve");
            assertThat(names.of(Architecture.X32, 0x4000_0208)).isEqualTo("execve");
            assertThat(names.of(Architecture.X86_64, 1023)).isEqualTo("1023");
            assertThat(names.of(Architecture.X86_64, -1)).isEqualTo("-1");
        }
    }
}
