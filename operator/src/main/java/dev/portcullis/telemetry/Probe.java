package dev.portcullis.telemetry;

import java.util.Optional;

/** Answers whether something holds, for the kubelet's probes. */
@FunctionalInterface
public interface Probe {

    /** Why it does not hold, in one line; empty when it does. */
    Optional<String> complaint();
}
