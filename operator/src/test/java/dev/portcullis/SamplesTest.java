package dev.portcullis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.machine.Repository;
import org.junit.jupiter.api.Test;

/** The samples, as people see them first. */
class SamplesTest {

    @Test
    void noFindingIsLeftThatASampleDoesNotExplain() {
        CommandResult result = CommandResult.of(
                "validate",
                "--strict",
                Repository.ROOT.resolve("config/samples").toString());
        assertThat(result.out()).contains(": 0 errors, 0 warnings, ");
        assertThat(result.status()).as(result.out()).isZero();
    }
}
