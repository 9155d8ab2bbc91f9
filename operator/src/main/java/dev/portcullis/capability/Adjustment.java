package dev.portcullis.capability;

import java.util.Collection;

/**
 * The request in a container's {@code securityContext.capabilities}; {@link RuntimeDefaults#apply} gives the result.
 *
 * @param addAll whether {@code add} has {@code ALL}
 * @param add the capabilities that {@code add} names
 * @param dropAll whether {@code drop} has {@code ALL}
 * @param drop the capabilities that {@code drop} names
 */
public record Adjustment(boolean addAll, CapabilitySet add, boolean dropAll, CapabilitySet drop) {

    /** Nothing is added and nothing dropped. */
    public static final Adjustment NONE = new Adjustment(false, CapabilitySet.NONE, false, CapabilitySet.NONE);

    private static final String ALL = "ALL";

    /**
     * Reads the two lists: {@code ALL}, and names with or without {@code CAP_}, in any case.
     *
     * @throws IllegalArgumentException if Linux has no capability of such a name; the message has the name
     */
    public static Adjustment of(Collection<String> add, Collection<String> drop) {
        return new Adjustment(hasAll(add), single(add), hasAll(drop), single(drop));
    }

    private static boolean hasAll(Collection<String> names) {
        return names.stream().anyMatch(ALL::equalsIgnoreCase);
    }

    private static CapabilitySet single(Collection<String> names) {
        return CapabilitySet.ofNames(
                names.stream().filter(name -> !ALL.equalsIgnoreCase(name)).toList());
    }
}
