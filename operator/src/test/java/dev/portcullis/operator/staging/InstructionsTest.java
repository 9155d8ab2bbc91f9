package dev.portcullis.operator.staging;

import static dev.portcullis.operator.staging.SimulatedRollout.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rendition.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstructionsTest {

    private final Plan plan =
            new Plan(List.of(step(1, "1m"), step(2, "manual"), step(3, "manual"), step(4, null)), false);

    @ParameterizedTest
    @CsvSource({
        "7,            1, false",
        "7,            2, true",
        "7,            3, false",
        "7/1,          1, true",
        "7/3,          3, true",
        "7/3,          2, false",
        "7/3 by me,    3, true",
        "7/3/anyway,   3, true",
        "8,            2, false",
        "70,           2, false",
        "7/,           2, false",
        "7/2/always,   2, false",
        "-7,           2, false",
        "yes,          2, false",
        "99999999999999999999, 2, false"
    })
    void oneTextApprovesOneStep(String text, int step, boolean approved) {
        assertThat(of(text).approves(plan, stage(step, ""))).isEqualTo(approved);
    }

    @Test
    void onlyAnywayIsInSpiteOfWhatStoppedIt() {
        assertThat(of("7/2/anyway").approvesAnyway(stage(2, ""))).isTrue();
        assertThat(of("7/2/anyway").approvesAnyway(stage(3, ""))).isFalse();
        assertThat(of("7/2").approvesAnyway(stage(2, ""))).isFalse();
    }

    @Test
    void whatWasThereWhenARolloutOfTheSameGenerationBeganDoesNotCount() {
        assertThat(of("7/2").answered(true)).isEmpty();
        assertThat(of("7/2").answered(false)).isEqualTo("7/2");
        assertThat(of("6/2").answered(false)).as("it counts for nothing anyway").isEmpty();
        assertThat(of("7/2").approves(plan, stage(2, "7/2"))).isFalse();
        assertThat(of("7/2 again").approves(plan, stage(2, "7/2"))).isTrue();
    }

    @Test
    void anAbortIsForOneGeneration() {
        assertThat(new Instructions(7, "", "7").aborts()).isTrue();
        assertThat(new Instructions(7, "", "7 it broke").aborts()).isTrue();
        assertThat(new Instructions(7, "", "6").aborts()).isFalse();
        assertThat(new Instructions(7, "", "true").aborts()).isFalse();
        assertThat(new Instructions(7, "", "7 " + "x".repeat(300)).aborts()).isFalse();
    }

    private static Instructions of(String approve) {
        return new Instructions(7, approve, "");
    }

    private static Stage stage(int step, String answered) {
        return new Stage(step - 1, 0, answered, 0, List.of());
    }
}
