package dev.portcullis.block;

import dev.portcullis.api.SyscallBlockSpec;
import dev.portcullis.seccomp.DenialReading;
import dev.portcullis.seccomp.Finding;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads specs of SyscallBlocks, and finds what is wrong in them. */
public final class BlockReader {

    /** What stands before the name of a CapabilityPolicy among the exempt profiles. */
    static final String POLICY = "policy/";

    private BlockReader() {}

    /**
     * Reads a spec.
     *
     * @param name the block's name
     */
    public static BlockReading read(String name, SyscallBlockSpec spec) {
        DenialReading denials = DenialReading.of(name, spec.syscalls());
        List<Finding> errors = new ArrayList<>(denials.errors());
        Instant expires = expires(spec.expires(), errors);
        if (spec.base() != null && !spec.base().isEmpty() && !spec.fillsPods()) {
            errors.add(new Finding(
                    Finding.Code.CONTRADICTION,
                    "spec.base",
                    "base is the profile for pods that have none, and such pods are touched only with pods: All; set that"
                            + " too, or remove this"));
        }
        if (!errors.isEmpty()) {
            return new BlockReading.Refused(errors);
        }
        Set<String> exempt = spec.exemptProfiles() == null ? Set.of() : Set.copyOf(spec.exemptProfiles());
        return new BlockReading.Read(
                new Block(name, denials.restriction(), expires, exempt, spec.fillsPods(), spec.baseOfPods()),
                denials.warnings());
    }

    private static @Nullable Instant expires(@Nullable String written, List<Finding> errors) {
        if (written == null || written.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(written).toInstant();
        } catch (DateTimeParseException e) {
            errors.add(new Finding(
                    Finding.Code.MALFORMED_TIME,
                    "spec.expires",
                    "'" + written + "' is no time; write it as 2026-05-01T12:00:00Z"));
            return null;
        }
    }
}
