package dev.portcullis.seccomp;

import java.util.List;
import java.util.Set;

/**
 * What is denied in a rendering beside what its profile denies. A call that the profile denies keeps the profile's
 * verdict; of several denials of one call the first decides.
 *
 * @param denials in the order of their weight
 */
public record Restriction(List<Denial> denials) {

    /** Nothing. */
    public static final Restriction NONE = new Restriction(List.of());

    /** Copies what it is given. */
    public Restriction {
        denials = List.copyOf(denials);
    }

    /** All of these, the first of which weighs most. */
    public static Restriction of(List<Restriction> all) {
        return new Restriction(
                all.stream().flatMap(one -> one.denials().stream()).toList());
    }

    /** Returns whether it denies nothing. */
    public boolean isNone() {
        return denials.isEmpty();
    }

    /** The architectures of nodes on which it is about other arguments. */
    Set<Architecture> namedArchitectures() {
        return denials.stream().anyMatch(denial -> ArgumentOrder.matters(denial.syscalls(), denial.conditions()))
                ? ArgumentOrder.OF_NODES
                : Set.of();
    }
}
