package dev.portcullis.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.cli.doctor.Examination.Right;
import dev.portcullis.cli.doctor.ProgramRights.Authorizer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramRightsTest {

    private final ProgramRights programs = new ProgramRights("portcullis-system", "op", "ag", Map.of());

    @Test
    void whatIsRefusedIsNamedWithTheAccount() {
        assertThat(programs.missing(question -> !question.resource().equals("nodesyncs/status")))
                .containsExactly(new Right("patch nodesyncs/status", "ag"));
        assertThat(programs.missing(question -> !question.resource().equals("leases")))
                .containsExactly(new Right("update leases in the namespace portcullis-system", "op"));
    }

    @ParameterizedTest
    @CsvSource({
        "ENFORCEMENT, validatingadmissionpolicies, list validatingadmissionpolicies, create validatingadmissionpolicies",
        "OBSERVATIONS, nodeobservations, list nodeobservations",
        "NODE_POOLS, nodes, list nodes",
        "NODE_GATE_TAINT, nodes, list nodes, patch nodes",
        "NODE_GATE_CONDITION, nodes/status, patch nodes/status",
        "REPORTS, reports, list reports, create reports, patch reports",
    })
    void whatIsSwitchedOnNeedsItsOwnRights(ArgumentsAccessor row) {
        String setting = row.getString(0);
        Authorizer refusing = question -> !question.resource().equals(row.getString(1));
        assertThat(with(Map.of(setting, "true")).missing(refusing))
                .extracting(Right::words)
                .containsExactlyElementsOf(
                        row.toList().stream().skip(2).map(String.class::cast).toList());
        assertThat(with(Map.of(setting, "false")).missing(refusing)).isEmpty();
    }

    @Test
    void whatTwoSwitchesNeedIsAskedForOnce() {
        assertThat(with(Map.of("NODE_POOLS", "true", "NODE_GATE_CONDITION", "true"))
                        .missing(question -> !question.resource().equals("nodes")))
                .containsExactly(new Right("list nodes", "op"));
    }

    private static ProgramRights with(Map<String, String> settings) {
        return new ProgramRights("portcullis-system", "op", "ag", settings);
    }

    @Test
    void nothingIsMissingWhereEverythingIsAllowed() {
        assertThat(programs.missing(question -> true)).isEmpty();
    }
}
