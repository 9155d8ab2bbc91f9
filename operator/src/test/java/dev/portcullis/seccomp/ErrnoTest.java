package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrnoTest {

    @ParameterizedTest
    @CsvSource({"EPERM, 1", "EAGAIN, 11", "EDEADLK, 35", "ENOSYS, 38", "EOPNOTSUPP, 95", "EHWPOISON, 133"})
    void aNameHasANumber(String name, int number) {
        assertThat(Errno.number(name)).hasValue(number);
        assertThat(Errno.name(number)).contains(name);
    }

    @Test
    void theNamedNumberIsTheTables() {
        assertThat(Errno.number("ENOSYS")).hasValue(Errno.ENOSYS);
    }

    @ParameterizedTest
    @CsvSource({"EWOULDBLOCK, 11", "EDEADLOCK, 35", "ENOTSUP, 95"})
    void anAliasHasTheSameNumber(String alias, int number) {
        assertThat(Errno.number(alias)).hasValue(number);
        assertThat(Errno.name(number)).isPresent().get().isNotEqualTo(alias);
    }

    @Test
    void unknownErrnosAreEmpty() {
        assertThat(Errno.number("EPERMIT")).isEmpty();
        assertThat(Errno.number("eperm")).isEmpty();
        assertThat(Errno.name(0)).isEmpty();
        assertThat(Errno.name(41)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true", "4094, true", "4095, false", "4294967297, false"})
    void theRangeIsTheKernels(long number, boolean inRange) {
        assertThat(Errno.isInRange(number)).isEqualTo(inRange);
    }
}
