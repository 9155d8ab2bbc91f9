package dev.portcullis.wording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsSubdomainTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "my-profile", "a--b", "a.b", "1.2-3.c"})
    void partsOfLowerCaseLettersDigitsAndHyphensMatch(String name) {
        assertThat(DnsSubdomain.matches(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", ".a", "a.", "a..b", "a.-b", "a-.b", "A", "a_b", "a/b", "..", "a\n", "ä"})
    void anythingElseDoesNot(String name) {
        assertThat(DnsSubdomain.matches(name)).isFalse();
    }
}
