package dev.portcullis.operator;

import dev.portcullis.api.PodFilling;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of the file of a SyscallBlock.
 *
 * @param filling the file; null when there is none and none is wanted
 * @param conditions {@code Enforced}, and {@code InUse} while pods keep a deleted block
 * @param again the delay before the next look, even if nothing happens until then
 */
record BlockFile(@Nullable PodFilling filling, List<Condition> conditions, Optional<Duration> again) {

    /** Of a block that is not for all pods, and never was. */
    static final BlockFile NONE = new BlockFile(null, List.of(), Optional.empty());

    /** Copies what it is given. */
    BlockFile {
        conditions = List.copyOf(conditions);
    }
}
