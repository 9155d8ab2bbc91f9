package dev.portcullis.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.cli.doctor.Examination.Refusal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentRefusalsTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final String BY = "pods \\\"web-\\\" is forbidden: ValidatingAdmissionPolicy '%s' with binding"
            + " 'b' denied request: container \\\"c\\\" does not drop ALL";

    @Test
    void aRefusalByAPolicyIsToldOnceWithItsOwner() {
        assertThat(refusals(
                        event(BY.formatted("drop.capabilitypolicy.portcullis.dev"), "2026-11-29T11:59:00Z"),
                        event(BY.formatted("drop.capabilitypolicy.portcullis.dev"), "2026-11-29T11:58:00Z")))
                .containsExactly(new Refusal("ReplicaSet shop/web-5d", "drop", "container \"c\" does not drop ALL"));
    }

    @Test
    void whatIsLongAgoOrSomebodyElsesIsNotTold() {
        assertThat(refusals(
                        event(BY.formatted("drop.capabilitypolicy.portcullis.dev"), "2026-11-29T11:00:00Z"),
                        event(BY.formatted("somebody-elses"), "2026-11-29T11:59:00Z"),
                        event("exceeded quota: pods", "2026-11-29T11:59:00Z"),
                        event(BY.formatted("drop.capabilitypolicy.portcullis.dev"), "")))
                .isEmpty();
    }

    private static List<Refusal> refusals(String... events) {
        RecentRefusals recent = new RecentRefusals(NOW);
        for (String event : events) {
            try {
                recent.add(new ObjectMapper().readTree(event));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(event, e);
            }
        }
        return recent.all();
    }

    private static String event(String message, String last) {
        return """
                {"involvedObject": {"kind": "ReplicaSet", "namespace": "shop", "name": "web-5d"},
                 "message": "%s", "lastTimestamp": "%s", "eventTime": null}""".formatted(message, last);
    }
}
