package dev.portcullis.cli.observe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.observation.CapabilityHint;
import dev.portcullis.observation.CapabilityHints;
import dev.portcullis.observation.Observations;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was seen, for scripts. */
final class RecordingJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordingJson() {}

    static ObjectNode of(Recording recording) {
        Observations seen = recording.seen();
        ObjectNode object = JSON.createObjectNode();
        object.put("name", recording.name());
        object.put("seccompProfile", recording.spec().seccompProfile());
        object.put("response", recording.spec().denies() ? "Deny" : "Allow");
        object.set("nodes", JSON.valueToTree(seen.nodes()));
        object.set("kernelVersions", JSON.valueToTree(seen.kernelVersions()));
        object.set("observerVersions", JSON.valueToTree(seen.observerVersions()));
        object.put("firstSeen", time(seen.firstSeen()));
        object.put("lastSeen", time(seen.lastSeen()));
        object.put("pods", seen.pods());
        object.put("containers", seen.containers());
        object.put("calls", seen.calls());
        object.put("lost", seen.lost());
        object.set("lostReasons", JSON.valueToTree(seen.lostReasons()));
        object.set("images", JSON.valueToTree(seen.images()));
        object.set("syscalls", JSON.valueToTree(seen.syscalls()));
        object.set("denials", JSON.valueToTree(seen.denials()));
        object.set("capabilities", hints(CapabilityHints.of(seen)));
        return object;
    }

    static ArrayNode hints(List<CapabilityHint> hints) {
        ArrayNode array = JSON.createArrayNode();
        for (CapabilityHint hint : hints) {
            ObjectNode one = array.addObject();
            one.put("capability", hint.capability().fullName());
            one.put("certain", hint.certain());
            one.put("use", hint.use());
            one.set("syscalls", JSON.valueToTree(hint.syscalls()));
        }
        return array;
    }

    private static @Nullable String time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
    }
}
