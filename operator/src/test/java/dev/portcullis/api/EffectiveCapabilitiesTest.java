package dev.portcullis.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveCapabilitiesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "", textBlock = """
                                                             | none
            NET_BIND_SERVICE                                 | NET_BIND_SERVICE
            CHOWN KILL SETUID SETGID                         | CHOWN,KILL,SETUID,SETGID
            CHOWN DAC_OVERRIDE FOWNER FSETID KILL            | CHOWN,DAC_OVERRIDE,FOWNER,+2
            """)
    void theSummaryFitsIntoATable(String names, String summary) {
        List<String> list = names == null ? List.of() : List.of(names.split(" "));
        assertThat(EffectiveCapabilities.of(list, "", "").summary()).isEqualTo(summary);
    }
}
