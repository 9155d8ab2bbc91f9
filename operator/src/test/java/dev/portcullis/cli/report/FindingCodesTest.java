package dev.portcullis.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.admission.Objection;
import dev.portcullis.manifest.Problem;
import dev.portcullis.seccomp.Finding;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The codes of the command line beside the reasons in status. */
class FindingCodesTest {

    private static final Set<String> ON_THE_COMMAND_LINE =
            Arrays.stream(Problem.values()).map(Problem::code).collect(Collectors.toSet());
    private static final Set<String> IN_STATUS =
            Arrays.stream(Finding.Code.values()).map(Finding.Code::reason).collect(Collectors.toSet());

    /** Names of which one has all the other's words, and that still mean two things. */
    private static final Map<String, String> DIFFERENT = Map.of(
            "OutOfRange", "ErrnoOutOfRange, ArgumentIndexOutOfRange: the schema counts, the renderer knows what",
            "NoSyscall", "NoSyscalls: a log without any, a rule without any");

    @Test
    void oneThingHasOneCode() {
        Set<String> twice = new HashSet<>(ON_THE_COMMAND_LINE);
        twice.retainAll(IN_STATUS);
        assertThat(twice)
                .containsExactlyInAnyOrder(
                        "BaseProfileMissing", "SeccompProfileMissing", "UnknownCapability", "Contradiction");
        for (String code : ON_THE_COMMAND_LINE) {
            for (String reason : IN_STATUS) {
                if (!code.equals(reason) && !DIFFERENT.containsKey(code)) {
                    assertThat(alike(code, reason)).as(code + " and " + reason).isFalse();
                }
            }
        }
    }

    @Test
    void everyCodeHasItsHelpAndNothingElseHas() {
        Set<String> all = Stream.of(
                        ON_THE_COMMAND_LINE.stream(),
                        IN_STATUS.stream(),
                        Arrays.stream(Objection.Rule.values()).map(Objection.Rule::code))
                .flatMap(codes -> codes)
                .collect(Collectors.toSet());
        assertThat(FindingCatalogue.codes()).isEqualTo(all);
        for (String code : all) {
            FindingCatalogue.Entry words = FindingCatalogue.of(code).orElseThrow();
            assertThat(words.meaning()).as(code).matches("\\S.*\\.");
            assertThat(words.advice()).as(code).matches("\\S.*\\S");
        }
    }

    /** MissingBase and BaseProfileMissing are. */
    private static boolean alike(String one, String other) {
        Set<String> some = words(one);
        Set<String> others = words(other);
        return some.containsAll(others) || others.containsAll(some);
    }

    private static Set<String> words(String code) {
        return Set.of(code.split("(?<=[a-z0-9])(?=[A-Z])", -1));
    }
}
