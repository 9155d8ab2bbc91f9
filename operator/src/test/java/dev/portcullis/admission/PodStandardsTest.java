package dev.portcullis.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The public test sets for pod security, written as policies: the same verdict pod for pod, or a reason why not. */
class PodStandardsTest {

    static List<StandardCase> cases() throws IOException {
        return StandardCase.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void thePolicySaysWhatTheStandardSays(StandardCase pod) throws IOException {
        List<String> objections = PodCheck.of(pod.requirements(), pod.pod().path("spec")).stream()
                .map(o -> (o.rule().code() + " "
                                + String.join(
                                        "",
                                        o.offences().getFirst().containers().stream()
                                                .limit(1)
                                                .toList()))
                        .strip())
                .toList();
        assertThat(objections).isEqualTo(pod.expected());
        boolean same = objections.isEmpty() == pod.allowedByStandard();
        assertThat(same).isEqualTo(!pod.file().equals("differs"));
    }
}
