package dev.portcullis.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One step of a rollout.
 *
 * @param nodes the number of nodes that have the change after it, or their share as a percentage such as {@code 10%}
 * @param pause the time to wait when they have it, as Go writes durations, or {@link #MANUAL}; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RolloutStep(
        @Required
        @JsonPropertyDescription(
                "How many nodes have the change after this step, those of earlier steps among them: a number, or a percentage"
                        + " such as 10%, which is rounded up.")
        @JsonDeserialize(using = NodesReader.class)
        IntOrString nodes,

        @Size(max = 32)
        @Pattern("^(manual|([0-9]{1,6}([.][0-9]{1,6})?(h|m|s|ms))+)?$")
        @JsonPropertyDescription(
                "How long to wait once these nodes have it, for example 10m or 1h30m; manual waits for the annotation"
                        + " portcullis.dev/approve.")
        @Nullable
        String pause) {

    /** The pause that somebody has to end. */
    public static final String MANUAL = "manual";

    private static final String PERCENT = "%";
    private static final int WHOLE = 100;

    /** The number of nodes that it means among so many: at least one, and no more than there are. */
    public int among(long all) {
        long wanted = isPercentage()
                ? Math.ceilDiv(all * percentage(), WHOLE)
                : Objects.requireNonNullElse(nodes.getIntVal(), 1);
        return (int) Math.min(all, Math.max(1, wanted));
    }

    /** Returns whether it means all nodes, however many there are. */
    public boolean meansEverything() {
        return isPercentage() && percentage() >= WHOLE;
    }

    /** Returns whether somebody has to end its pause. */
    public boolean waitsForApproval() {
        return MANUAL.equals(pause);
    }

    /** The length of its pause; empty for none, and for one that somebody has to end. */
    public Optional<Duration> time() {
        if (pause == null || pause.isEmpty() || waitsForApproval()) {
            return Optional.empty();
        }
        return Optional.of(GoDuration.parse(pause));
    }

    private boolean isPercentage() {
        return nodes.getStrVal() != null && nodes.getStrVal().endsWith(PERCENT);
    }

    private int percentage() {
        return Integer.parseInt(nodes.getStrVal().substring(0, nodes.getStrVal().length() - 1));
    }

    /** Reads numbers of every width; fabric8's reader takes those of a parsed tree only when they are ints. */
    static final class NodesReader extends JsonDeserializer<IntOrString> {

        @Override
        public IntOrString deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parser.currentToken().isNumeric()
                    ? new IntOrString(parser.getIntValue())
                    : new IntOrString(parser.getText());
        }
    }
}
