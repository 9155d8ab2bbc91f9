package dev.portcullis.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.cli.doctor.Examination.Right;
import org.junit.jupiter.api.Test;

class ProgramRightsTest {

    private final ProgramRights programs = new ProgramRights("portcullis-system", "op", "ag");

    @Test
    void whatIsRefusedIsNamedWithTheAccount() {
        assertThat(programs.missing(question -> !question.resource().equals("nodesyncs/status")))
                .containsExactly(new Right("patch nodesyncs/status", "ag"));
        assertThat(programs.missing(question -> !question.resource().equals("leases")))
                .containsExactly(new Right("update leases in the namespace portcullis-system", "op"));
    }

    @Test
    void nothingIsMissingWhereEverythingIsAllowed() {
        assertThat(programs.missing(question -> true)).isEmpty();
    }
}
