package dev.portcullis.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.ThreadSet;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The answer of {@code portcullis capabilities explain}, as it was built, about a policy's containers.
 *
 * @param container one of those in its JSON
 */
record Prediction(JsonNode container) {

    /**
     * Asks for it.
     *
     * @param user the container's user ID
     * @param file the capabilities of the program's file, as setcap(8) reads them
     * @param port which port it wants to bind
     */
    static Prediction of(TestPolicy policy, int user, String file, int port) throws IOException {
        Path manifest = Files.createTempFile("portcullis-e2e", ".yaml");
        Files.writeString(manifest, policy.manifest());
        Shell.Result result = Shell.run(
                        Map.of(),
                        Repository.EXECUTABLE.toString(),
                        "capabilities",
                        "explain",
                        manifest.toString(),
                        "--user=" + user,
                        "--file-caps=" + file,
                        "--port=" + port,
                        "--output=json")
                .expectSuccess();
        Files.delete(manifest);
        return new Prediction(
                new ObjectMapper().readTree(result.output()).get("containers").get(0));
    }

    /** The five sets at a place in the JSON; empty when execve fails with EPERM. */
    Optional<Map<ThreadSet, CapabilitySet>> held(String place) {
        JsonNode sets = container.at(place);
        if (sets.path("execve").asText().equals("EPERM")) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(ThreadSet.values())
                .collect(
                        Collectors.toMap(Function.identity(), set -> mask(sets.at("/" + set.statusName() + "/mask")))));
    }

    /** Returns whether the port can be bound in a network where the ports from this one on are for everybody. */
    boolean binds(int ports, boolean plain) {
        for (JsonNode row : container.get("ports")) {
            if (row.get("unprivilegedPortStart").asInt() == ports) {
                return row.get(plain ? "program" : "file").asBoolean();
            }
        }
        throw new AssertionError("nothing is said of ports from " + ports + " on: " + container);
    }

    private static CapabilitySet mask(JsonNode hex) {
        return CapabilitySet.parse(hex.asText()).orElseThrow();
    }
}
