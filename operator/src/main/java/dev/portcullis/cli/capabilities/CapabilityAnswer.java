package dev.portcullis.cli.capabilities;

import dev.portcullis.capability.Adjustment;
import dev.portcullis.capability.FileCapabilities;
import dev.portcullis.capability.RuntimeDefaults;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What {@code capabilities explain} answers.
 *
 * @param policy the policy's name
 * @param own the runtime that the policy starts from
 * @param runtime the runtime that runs the containers
 * @param adjustment what the policy adds and drops
 * @param file the example's file capabilities
 * @param ports the ports that are asked for
 * @param held what containers hold, by their user; those that the runtime starts
 * @param refused why the runtime does not start the others, by their user
 */
record CapabilityAnswer(
        String policy,
        RuntimeDefaults own,
        RuntimeDefaults runtime,
        Adjustment adjustment,
        FileCapabilities file,
        List<Integer> ports,
        Map<ContainerUser, Held> held,
        Map<ContainerUser, String> refused) {

    /** Answers for each of these users. */
    static CapabilityAnswer of(
            String policy,
            RuntimeDefaults own,
            RuntimeDefaults runtime,
            Adjustment adjustment,
            FileCapabilities file,
            List<Integer> ports,
            List<ContainerUser> users) {
        Map<ContainerUser, Held> held = new LinkedHashMap<>();
        Map<ContainerUser, String> refused = new LinkedHashMap<>();
        for (ContainerUser user : users) {
            try {
                held.put(user, Held.of(runtime, adjustment, user, file));
            } catch (IllegalArgumentException e) {
                refused.put(user, Objects.requireNonNull(e.getMessage()));
            }
        }
        return new CapabilityAnswer(policy, own, runtime, adjustment, file, ports, held, refused);
    }
}
