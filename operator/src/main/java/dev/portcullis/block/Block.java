package dev.portcullis.block;

import dev.portcullis.seccomp.Restriction;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A SyscallBlock that was read.
 *
 * @param name its name
 * @param restriction what it denies
 * @param expires when it ends by itself; null for never
 * @param exempt the profiles that it leaves as they are, policies as {@code policy/NAME}
 * @param fillsPods whether pods that name no file of ours are filled in
 * @param base the profile that fills them in
 */
public record Block(
        String name,
        Restriction restriction,
        @Nullable Instant expires,
        Set<String> exempt,
        boolean fillsPods,
        String base) {

    /** Copies what it is given. */
    public Block {
        exempt = Set.copyOf(exempt);
    }

    /** Returns whether it has ended by itself. */
    public boolean isExpired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }

    /** Returns whether it leaves this SeccompProfile as it is. */
    public boolean exemptsProfile(String profile) {
        return exempt.contains(profile);
    }

    /** Returns whether it leaves the seccomp file of this CapabilityPolicy as it is. */
    public boolean exemptsPolicy(String policy) {
        return exempt.contains(BlockReader.POLICY + policy);
    }
}
