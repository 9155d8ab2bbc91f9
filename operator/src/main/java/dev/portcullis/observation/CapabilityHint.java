package dev.portcullis.observation;

import dev.portcullis.capability.Capability;
import java.util.SortedSet;

/**
 * A capability that programs may need.
 *
 * @param capability it
 * @param syscalls the calls that were seen and ask for it
 * @param certain whether one of them fails without it whatever its arguments; otherwise it needs it only for {@code use}
 * @param use what it is needed for
 */
public record CapabilityHint(Capability capability, SortedSet<String> syscalls, boolean certain, String use) {}
