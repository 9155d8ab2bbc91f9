package dev.portcullis.cli.capabilities;

import dev.portcullis.capability.Adjustment;
import dev.portcullis.capability.FileCapabilities;
import dev.portcullis.capability.RuntimeDefaults;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The answer of {@code capabilities explain}.
 *
 * @param policy the policy's name
 * @param own the runtime that the policy starts from
 * @param runtime the runtime that runs the containers
 * @param adjustment the capabilities that the policy adds and drops
 * @param file the example's file capabilities
 * @param ports the ports to bind
 * @param held the capabilities of containers by their user
 * @param refused the reasons why the runtime does not start a container, by its user
 */
record PolicyExplanation(
        String policy,
        RuntimeDefaults own,
        RuntimeDefaults runtime,
        Adjustment adjustment,
        FileCapabilities file,
        List<Integer> ports,
        Map<ContainerUser, ContainerCapabilities> held,
        Map<ContainerUser, String> refused) {

    /** Explains the policy for each of these users. */
    static PolicyExplanation of(
            String policy,
            RuntimeDefaults own,
            RuntimeDefaults runtime,
            Adjustment adjustment,
            FileCapabilities file,
            List<Integer> ports,
            List<ContainerUser> users) {
        Map<ContainerUser, ContainerCapabilities> held = new LinkedHashMap<>();
        Map<ContainerUser, String> refused = new LinkedHashMap<>();
        for (ContainerUser user : users) {
            try {
                held.put(user, ContainerCapabilities.of(runtime, adjustment, user, file));
            } catch (IllegalArgumentException e) {
                refused.put(user, Objects.requireNonNull(e.getMessage()));
            }
        }
        return new PolicyExplanation(policy, own, runtime, adjustment, file, ports, held, refused);
    }
}
