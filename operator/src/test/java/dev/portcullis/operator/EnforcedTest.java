package dev.portcullis.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.CapabilityPolicySpec;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnforcedTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                               | false | NoSelector",
                "{enforcement: {validate: Deny}}                                                  | false | NoSelector",
                "{podSelector: {}}                                                                | false | Off",
                "{podSelector: {}, enforcement: {validate: false}}                                | false | Off",
                "{podSelector: {}, enforcement: {validate: Deny}}                                 | true  | Deny",
                "{podSelector: {}, enforcement: {validate: Warn, mutate: true}}                   | true  | Warn",
                "{podSelector: {}, enforcement: {mutate: true}}                                   | true  | Mutate",
                "{podSelector: {}, seccompProfile: p, enforcement: {validate: Audit}}             | false | WaitingForNodes",
                "{podSelector: {}, seccompProfile: p, enforcement: {mutate: true}}                | false | WaitingForNodes",
                "{podSelector: {}, seccompProfile: p, enforcement: {validate: Deny, seccomp: Any}} | true | Deny"
            })
    void beforeTheFileIsOnEveryNode(String spec, boolean holds, String reason) throws JsonProcessingException {
        Enforced enforced = Enforced.of(spec(spec), "", false, true, List.of());
        assertThat(enforced.holds()).isEqualTo(holds);
        assertThat(enforced.reason()).isEqualTo(reason);
    }

    @Test
    void withTheFileOnEveryNodeAllOfItHolds() throws JsonProcessingException {
        CapabilityPolicySpec spec =
                spec("{podSelector: {}, seccompProfile: p, enforcement: {validate: Deny, mutate: true}}");
        assertThat(Enforced.of(spec, "", true, true, List.of()))
                .isEqualTo(new Enforced(
                        true,
                        "Deny",
                        "pods that do not keep to it are refused; pods are filled in where they are silent"));
    }

    @Test
    void anApiServerThatCannotMutateIsTold() throws JsonProcessingException {
        Enforced enforced = Enforced.of(
                spec("{podSelector: {}, enforcement: {validate: Deny, mutate: true}}"), "", true, false, List.of());
        assertThat(enforced.holds()).isFalse();
        assertThat(enforced.reason()).isEqualTo("NoMutatingAdmissionPolicy");
        assertThat(enforced.message()).endsWith("so pods are not filled in; pods that do not keep to it are refused");
    }

    @Test
    void whatMeansNothingIsNotEnforcedAnew() throws JsonProcessingException {
        assertThat(Enforced.of(
                        spec("{podSelector: {}, enforcement: {validate: Deny}}"),
                        "Linux has no capability X",
                        true,
                        true,
                        List.of()))
                .isEqualTo(new Enforced(
                        false, "NotRendered", "what was enforced before stays: Linux has no capability X"));
    }

    @Test
    void policiesThatMeetAreNamedUpToTen() throws JsonProcessingException {
        List<String> others =
                IntStream.rangeClosed(1, 12).mapToObj(i -> "p" + i).toList();
        assertThat(Enforced.of(spec("{podSelector: {}, enforcement: {validate: Warn}}"), "", true, true, others)
                        .message())
                .isEqualTo("whoever creates pods that do not keep to it is warned; pods can also be governed by p1, p2,"
                        + " p3, p4, p5, p6, p7, p8, p9, p10 and 2 more, and then have to keep to all of them");
    }

    private static CapabilityPolicySpec spec(String yaml) throws JsonProcessingException {
        return YAML.readValue(yaml, CapabilityPolicySpec.class);
    }
}
