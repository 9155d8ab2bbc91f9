package dev.portcullis.operator.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.CapabilityPolicySpec;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnforcedTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Set<String> EXEMPT = Set.of("kube-system", "own");
    private static final Availability WAITING =
            new Availability(null, "2026-01-02T03:04:05Z", false, List.of("c", "d"));
    private static final Availability LAGGING =
            new Availability("2026-01-02T03:09:05Z", "2026-01-02T03:04:05Z", true, List.of("c"));
    private static final Availability EVERYWHERE = new Availability("2026-01-02T03:04:05Z", null, true, List.of());

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
                "{podSelector: {}, seccompProfile: p, enforcement: {validate: Audit}}             | true  | AuditWaitingForNodes",
                "{podSelector: {}, seccompProfile: p, enforcement: {mutate: true}}                | true  | MutateWaitingForNodes",
                "{podSelector: {}, seccompProfile: p, enforcement: {validate: Deny}}              | true  | DenyWaitingForNodes",
                "{podSelector: {}, seccompProfile: p, nodeSelector: {matchLabels: {a: b}}, enforcement: {mutate: true}} | true | MutateWithoutFile",
                "{podSelector: {}, seccompProfile: p, nodeSelector: {}, enforcement: {mutate: true}} | true | MutateWaitingForNodes",
                "{podSelector: {}, seccompProfile: p, enforcement: {validate: Deny, seccomp: Any}} | true | Deny",
                "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, enforcement: {validate: Deny}}"
                        + " | false | Exempt",
                "{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [own, kube-system]}]},"
                        + " enforcement: {mutate: true}} | false | Exempt",
                "{podSelector: {matchLabels: {a: b}, matchExpressions: [{key: a, operator: DoesNotExist}]},"
                        + " enforcement: {validate: Warn}} | false | NothingSelected"
            })
    void beforeTheFileIsOnEveryNode(String spec, boolean holds, String reason) throws JsonProcessingException {
        CapabilityPolicySpec parsed = spec(spec);
        Enforced enforced =
                Enforced.nothing(parsed, EXEMPT).orElseGet(() -> Enforced.of(parsed, WAITING, true, List.of(), EXEMPT));
        assertThat(enforced.holds()).isEqualTo(holds);
        assertThat(enforced.reason()).isEqualTo(reason);
    }

    @Test
    void whileNodesAreWaitedForItIsSaidWhatHoldsAndWhatDoesNotYet() throws JsonProcessingException {
        assertThat(Enforced.of(
                                spec(
                                        "{podSelector: {}, seccompProfile: p, enforcement: {validate: Deny, mutate: true}}"),
                                WAITING,
                                true,
                                List.of(),
                                Set.of())
                        .message())
                .isEqualTo(
                        "pods that do not keep to it are refused; pods are filled in where they are silent; no pod is"
                                + " sent to the seccomp file before every available node has it (waiting for c, d), until then"
                                + " any profile but Unconfined is taken and silent pods get RuntimeDefault");
        assertThat(Enforced.of(
                                spec("{podSelector: {}, seccompProfile: p, enforcement: {validate: Deny, seccomp: Any,"
                                        + " mutate: true}}"),
                                WAITING,
                                true,
                                List.of(),
                                Set.of())
                        .message())
                .endsWith("until then silent pods get RuntimeDefault");
    }

    @Test
    void podsAreHeldToTheFileAMomentAfterSilentOnesAreSentToIt() throws JsonProcessingException {
        Availability begun = new Availability("2026-01-02T03:04:05Z", null, false, List.of());
        String demands = "{podSelector: {}, seccompProfile: p, enforcement: {validate: Deny, mutate: true}}";
        Enforced enforced = Enforced.of(spec(demands), begun, true, List.of(), Set.of());
        assertThat(enforced.reason()).isEqualTo("DenyWaitingForNodes");
        assertThat(enforced.message())
                .isEqualTo(
                        "pods that do not keep to it are refused; pods are filled in where they are silent; silent pods are"
                                + " sent to the seccomp file, and the others are held to it in a moment");
        assertThat(Enforced.of(spec(demands), begun, false, List.of(), Set.of()).message())
                .doesNotContain("in a moment");
        for (String waitsForNothing : List.of(
                "{podSelector: {}, seccompProfile: p, enforcement: {validate: Deny}}",
                "{podSelector: {}, seccompProfile: p, enforcement: {mutate: true}}",
                "{podSelector: {}, seccompProfile: p, enforcement: {validate: Deny, seccomp: Any, mutate: true}}")) {
            assertThat(Enforced.of(spec(waitsForNothing), begun, true, List.of(), Set.of())
                            .reason())
                    .doesNotContain("Waiting");
        }
    }

    @Test
    void aFileThatIsNotRenderedIsNotWaitedForOnNodes() throws JsonProcessingException {
        assertThat(Enforced.of(
                                spec("{podSelector: {}, seccompProfile: p, enforcement: {validate: Deny}}"),
                                new Availability(null, null, false, List.of()),
                                true,
                                List.of(),
                                Set.of())
                        .message())
                .isEqualTo(
                        "pods that do not keep to it are refused; there is no seccomp file to send pods to, until then"
                                + " any profile but Unconfined is taken");
    }

    @Test
    void noPodIsSentToAFileThatOnlySomeNodesHave() throws JsonProcessingException {
        assertThat(Enforced.of(
                                spec("{podSelector: {}, seccompProfile: p, nodeSelector: {matchLabels: {a: b}},"
                                        + " enforcement: {validate: Deny, mutate: true}}"),
                                Availability.NO_FILE,
                                true,
                                List.of(),
                                Set.of())
                        .message())
                .isEqualTo("pods that do not keep to it are refused; pods are filled in where they are silent; only the"
                        + " nodes of nodeSelector have the seccomp file, so no pod is sent to it: any profile but"
                        + " Unconfined is taken and silent pods get RuntimeDefault");
    }

    @Test
    void nodesThatAreWaitedForNoLongerAreNamed() throws JsonProcessingException {
        assertThat(Enforced.of(
                        spec("{podSelector: {}, seccompProfile: p, enforcement: {validate: Deny}}"),
                        LAGGING,
                        true,
                        List.of(),
                        Set.of()))
                .isEqualTo(new Enforced(
                        true,
                        "Deny",
                        "pods that do not keep to it are refused; pods on c wait for the seccomp file, which is not"
                                + " there"));
    }

    @Test
    void withTheFileOnEveryNodeAllOfItHolds() throws JsonProcessingException {
        CapabilityPolicySpec spec =
                spec("{podSelector: {}, seccompProfile: p, enforcement: {validate: Deny, mutate: true}}");
        assertThat(Enforced.of(spec, EVERYWHERE, true, List.of(), EXEMPT))
                .isEqualTo(new Enforced(
                        true,
                        "Deny",
                        "pods that do not keep to it are refused; pods are filled in where they are silent; exempt are"
                                + " kube-system, own"));
    }

    @Test
    void whatLabelsOfPodsCannotPromiseIsSaid() throws JsonProcessingException {
        assertThat(Enforced.of(
                                spec("{podSelector: {matchLabels: {a: b}}, enforcement: {validate: Deny}}"),
                                EVERYWHERE,
                                true,
                                List.of(),
                                Set.of())
                        .message())
                .isEqualTo(
                        "pods that do not keep to it are refused; whoever may leave the labels of podSelector out of a"
                                + " pod is not held to it");
    }

    @Test
    void anApiServerThatCannotMutateIsTold() throws JsonProcessingException {
        Enforced enforced = Enforced.of(
                spec("{podSelector: {}, enforcement: {validate: Deny, mutate: true}}"),
                EVERYWHERE,
                false,
                List.of(),
                Set.of());
        assertThat(enforced.holds()).isFalse();
        assertThat(enforced.reason()).isEqualTo("NoMutatingAdmissionPolicy");
        assertThat(enforced.message()).endsWith("so pods are not filled in; pods that do not keep to it are refused");
    }

    @Test
    void whatIsNotAppliedSaysWhetherSomethingEarlierStays() {
        assertThat(Enforced.notRendered(true, "Linux has no capability X"))
                .isEqualTo(new Enforced(
                        false, "NotRendered", "what was enforced before stays: Linux has no capability X"));
        assertThat(Enforced.notApplied(false, "spec: Invalid value"))
                .isEqualTo(
                        new Enforced(
                                false,
                                "NotApplied",
                                "nothing is enforced: the API server does not take the admission policies: spec: Invalid value"));
        assertThat(Enforced.notApplied(true, "x".repeat(5000)).message())
                .startsWith("what was enforced before stays: the API server")
                .hasSize(4096);
    }

    @Test
    void policiesThatMeetAreNamedUpToTen() throws JsonProcessingException {
        List<String> others =
                IntStream.rangeClosed(1, 12).mapToObj(i -> "p" + i).toList();
        assertThat(Enforced.of(
                                spec("{podSelector: {}, enforcement: {validate: Warn}}"),
                                EVERYWHERE,
                                true,
                                others,
                                Set.of())
                        .message())
                .isEqualTo("whoever creates pods that do not keep to it is warned; pods can also be governed by p1, p2,"
                        + " p3, p4, p5, p6, p7, p8, p9, p10 and 2 more, and then have to keep to all of them");
    }

    private static CapabilityPolicySpec spec(String yaml) throws JsonProcessingException {
        return YAML.readValue(yaml, CapabilityPolicySpec.class);
    }
}
