package dev.portcullis.operator.blocking;

import dev.portcullis.block.Block;
import dev.portcullis.rendition.Subject;

/**
 * A block that is in force.
 *
 * @param block the block
 * @param key its name, and a digest of what it denies: an edit of anything else changes no document
 */
public record BlockInForce(Block block, String key) {

    /** The block's name. */
    public String name() {
        return block.name();
    }

    /** Returns whether it is for the documents of this object. */
    public boolean concerns(Subject object) {
        return switch (object.kind()) {
            case SECCOMP_PROFILE -> !block.exemptsProfile(object.name());
            // Their files are nobody's profiles, and so nobody exempts them.
            case SYSCALL_BLOCK, PROFILE_OBSERVATION -> true;
            case CAPABILITY_POLICY -> !block.exemptsPolicy(object.name());
        };
    }
}
