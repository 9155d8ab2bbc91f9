package dev.portcullis.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileCapabilitiesTextTest {

    /** Masks of permitted and inheritable, and the effective bit. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            value = {
                "cap_net_bind_service=ep; 400; 0; true; cap_net_bind_service=ep",
                "cap_net_bind_service+ep; 400; 0; true; cap_net_bind_service=ep",
                "NET_BIND_SERVICE=p; 400; 0; false; cap_net_bind_service=p",
                "cap_chown,cap_kill=ei; 0; 21; true; cap_chown,cap_kill=ei",
                "cap_chown,cap_kill=eip; 21; 21; true; cap_chown,cap_kill=eip",
                "cap_chown=ep cap_kill+eip; 21; 20; true; cap_kill=eip cap_chown=ep",
                "cap_chown,cap_kill=ep cap_kill-ep; 1; 0; true; cap_chown=ep",
                "cap_chown=ep-e; 1; 0; false; cap_chown=p",
                "cap_chown=ip cap_chown=p; 1; 0; false; cap_chown=p",
                "=ep; 1ffffffffff; 0; true; =ep",
                "all=p; 1ffffffffff; 0; false; =p",
                "=; 0; 0; false; ="
            },
            delimiter = ';')
    void readsAndWritesWhatSetcapReads(
            String text, String permitted, String inheritable, boolean effective, String written) {
        FileCapabilities file = FileCapabilitiesText.parse(text);
        assertThat(Long.toHexString(file.permitted().mask())).isEqualTo(permitted);
        assertThat(Long.toHexString(file.inheritable().mask())).isEqualTo(inheritable);
        assertThat(file.effective()).isEqualTo(effective);
        assertThat(FileCapabilitiesText.of(file)).isEqualTo(written);
        assertThat(FileCapabilitiesText.parse(written)).isEqualTo(file);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            value = {
                "cap_chown; is not what setcap reads",
                "cap_chown=x; is not what setcap reads",
                "''; is not what setcap reads",
                "+ep; names no capability before +",
                "cap_chwon=ep; Linux has no capability cap_chwon",
                "cap_chown=ep cap_kill=p; a file has one effective flag"
            },
            delimiter = ';')
    void refusesOtherTextsAndSaysWhy(String text, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FileCapabilitiesText.parse(text))
                .withMessageContaining(reason);
    }
}
