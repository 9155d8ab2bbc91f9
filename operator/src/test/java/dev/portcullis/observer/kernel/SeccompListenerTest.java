package dev.portcullis.observer.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeccompListenerTest {

    @ParameterizedTest
    @CsvSource({
        "Linux,amd64,5.9.0",
        "Linux,amd64,5.10.0-8-amd64",
        "Linux,aarch64,6.18.44",
        "Linux,amd64,7.0",
        "Linux,amd64,unknown"
    })
    void suchMachinesCanBeObservedOn(String system, String architecture, String release) {
        assertThat(SeccompListener.complaint(system, architecture, release)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Linux,amd64,5.8.18,'needs Linux 5.9, and this is 5.8.18'",
        "Linux,amd64,4.19.0,SECCOMP_USER_NOTIF_FLAG_CONTINUE",
        "Linux,ppc64le,6.1.0,'one of the architectures aarch64, amd64, riscv64, s390x, and this is ppc64le'",
        "Mac OS X,aarch64,14.1,'needs Linux, and this is Mac OS X'"
    })
    void othersAreRefusedWithTheReason(String system, String architecture, String release, String reason) {
        assertThat(SeccompListener.complaint(system, architecture, release))
                .hasValueSatisfying(complaint -> assertThat(complaint).contains(reason));
    }
}
