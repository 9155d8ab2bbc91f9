package dev.portcullis.admission;

import dev.portcullis.capability.Capability;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.RuntimeDefaults;
import java.util.Collection;
import java.util.List;

/**
 * The capabilities that policies may give to silent containers: those that every runtime gives anyway, and those that
 * the operator's settings allow. Otherwise the right to write policies would be a right to raise privileges.
 *
 * @param all whether the settings say {@code ALL}
 * @param named the capabilities that the settings name
 */
public record Fillable(boolean all, CapabilitySet named) {

    /** The default: no others. */
    public static final Fillable DEFAULTS = new Fillable(false, CapabilitySet.NONE);

    private static final String ALL = "ALL";

    /**
     * Reads names with or without {@code CAP_} in any case, or {@code ALL}.
     *
     * @throws IllegalArgumentException if Linux has no capability of such a name; the message has the name
     */
    public static Fillable of(Collection<String> names) {
        List<String> single =
                names.stream().filter(name -> !ALL.equalsIgnoreCase(name)).toList();
        return new Fillable(single.size() < names.size(), CapabilitySet.ofNames(single));
    }

    /**
     * Divides {@code add} into what is given and what is not.
     *
     * @param addAll whether {@code add} has {@code ALL}
     * @param asked the capabilities that {@code add} stands for
     */
    Share of(boolean addAll, CapabilitySet asked) {
        if (addAll) {
            return all ? new Share(List.of(ALL), List.of()) : new Share(names(named.intersect(asked)), List.of(ALL));
        }
        CapabilitySet given =
                all ? asked : asked.intersect(RuntimeDefaults.underEvery().union(named));
        return new Share(names(given), names(asked.minus(given)));
    }

    private static List<String> names(CapabilitySet set) {
        return set.capabilities().stream().sorted().map(Capability::name).toList();
    }

    /**
     * A division of {@code add}.
     *
     * @param given what a container gets
     * @param left what it does not get
     */
    record Share(List<String> given, List<String> left) {}
}
