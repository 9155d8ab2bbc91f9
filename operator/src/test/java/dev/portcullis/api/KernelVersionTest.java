package dev.portcullis.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelVersionTest {

    @ParameterizedTest
    @CsvSource({
        "4.8, 4.8",
        "6.18.44-foo, 6.18",
        "6.18-rc1, 6.18",
        "5.15.0-1051-aws, 5.15",
        "6.1.0+, 6.1",
        "5.10.102.1-microsoft-standard-WSL2, 5.10"
    })
    void readsAVersionOrARelease(String text, String version) {
        assertThat(KernelVersion.parse(text)).hasToString(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "4.", ".8", "four.eight", "4.8x", "-4.8", " 4.8", "999999999999.1"})
    void refusesTextsThatAreNoVersion(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelVersion.parse(text))
                .withMessage("\"%s\" is not a kernel version; write MAJOR.MINOR, for example 4.8".formatted(text));
    }

    @Test
    void ordersByNumberNotByText() {
        KernelVersion four = KernelVersion.parse("4.8");
        KernelVersion ten = KernelVersion.parse("4.10");
        KernelVersion six = KernelVersion.parse("6.1");
        assertThat(four).isLessThan(ten);
        assertThat(ten).isLessThan(six);
        assertThat(six.isAtLeast(ten)).isTrue();
        assertThat(six.isAtLeast(six)).isTrue();
        assertThat(four.isAtLeast(ten)).isFalse();
        assertThat(KernelVersion.parse("4.8.17")).isEqualByComparingTo(four);
    }
}
