package dev.portcullis.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.cli.doctor.Examination.Refusal;
import dev.portcullis.cli.fleet.PolicyRefusal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Folds Events about pods that could not be made into refusals by policies of ours. */
final class RecentRefusals {

    /** Controllers try again at least this often, while a refusal lasts. */
    private static final Duration RECENT = Duration.ofMinutes(20);

    private final Instant now;
    private final Set<Refusal> found = new LinkedHashSet<>();

    /** @param now by the API server's clock */
    RecentRefusals(Instant now) {
        this.now = now;
    }

    /** Adds what an Event tells (core/v1, Event). */
    void add(JsonNode event) {
        Instant seen = last(event);
        if (seen == null || Duration.between(seen, now).compareTo(RECENT) > 0) {
            return;
        }
        Optional<PolicyRefusal> refusal = PolicyRefusal.in(event.path("message").asText());
        refusal.flatMap(PolicyRefusal::capabilityPolicy).ifPresent(policy -> {
            JsonNode owner = event.path("involvedObject");
            found.add(new Refusal(
                    owner.path("kind").asText() + " " + owner.path("namespace").asText() + "/"
                            + owner.path("name").asText(),
                    policy,
                    refusal.get().objection()));
        });
    }

    List<Refusal> all() {
        return new ArrayList<>(found);
    }

    private static @Nullable Instant last(JsonNode event) {
        for (String path : List.of("/series/lastObservedTime", "/lastTimestamp", "/eventTime", "/firstTimestamp")) {
            String time = event.at(path).asText("");
            if (!time.isEmpty() && !time.equals("null")) {
                try {
                    return Instant.parse(time);
                } catch (DateTimeParseException e) {
                    return null;
                }
            }
        }
        return null;
    }
}
