package dev.portcullis.cli;

import dev.portcullis.capability.Capability;
import java.util.Set;

/**
 * The capabilities of a command line.
 *
 * @param capabilities all of them
 */
record CapabilitySet(Set<Capability> capabilities) {

    /** Copies what it is given. */
    CapabilitySet {
        capabilities = Set.copyOf(capabilities);
    }
}
