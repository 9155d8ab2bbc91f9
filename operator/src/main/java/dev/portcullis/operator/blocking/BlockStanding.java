package dev.portcullis.operator.blocking;

import dev.portcullis.seccomp.Finding;
import java.time.Instant;
import java.util.List;

/** What has become of a SyscallBlock. */
public sealed interface BlockStanding {

    /**
     * It is in force.
     *
     * @param warnings what was accepted but is probably a mistake
     */
    record InForce(BlockInForce block, List<Finding> warnings) implements BlockStanding {}

    /**
     * It has ended by itself.
     *
     * @param name its name
     * @param at when it ended
     */
    record Expired(String name, Instant at) implements BlockStanding {}

    /**
     * It cannot be read, and nothing of it is in force.
     *
     * @param findings at least one
     */
    record Malformed(List<Finding> findings) implements BlockStanding {}
}
