package dev.portcullis.telemetry;

import java.util.Optional;

/** A condition that the kubelet's probes ask for. */
@FunctionalInterface
public interface Probe {

    /** The reason why it does not hold, in one line; empty when it does. */
    Optional<String> complaint();
}
