package dev.portcullis.block;

import dev.portcullis.seccomp.Finding;
import java.util.List;

/** The result of reading a SyscallBlock. */
public sealed interface BlockReading {

    /**
     * A block.
     *
     * @param block the block
     * @param warnings what was accepted but is probably a mistake
     */
    record Read(Block block, List<Finding> warnings) implements BlockReading {

        /** Copies what it is given. */
        public Read {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * No block: nothing of it is in force.
     *
     * @param findings at least one
     */
    record Refused(List<Finding> findings) implements BlockReading {}
}
