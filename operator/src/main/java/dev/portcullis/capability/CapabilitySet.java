package dev.portcullis.capability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A set of capabilities, as the kernel keeps it. Bits without a {@link Capability} survive: a newer kernel may know
 * them.
 *
 * @param mask bit N is the capability with number N
 */
public record CapabilitySet(long mask) {

    /** No capability. */
    public static final CapabilitySet NONE = new CapabilitySet(0);

    /** Every {@link Capability}. */
    public static final CapabilitySet ALL = of(Capability.values());

    private static final String ALL_NAME = "ALL";
    private static final Pattern HEX = Pattern.compile("(?:0[xX])?0*([0-9a-fA-F]{1,16})");

    /** The set of these. */
    public static CapabilitySet of(Capability... capabilities) {
        return of(Arrays.asList(capabilities));
    }

    /** The set of these. */
    public static CapabilitySet of(Collection<Capability> capabilities) {
        long mask = 0;
        for (Capability capability : capabilities) {
            mask |= 1L << capability.number();
        }
        return new CapabilitySet(mask);
    }

    /** The set of one word: {@code ALL}, or a capability's name with or without {@code CAP_}; in any case. */
    public static Optional<CapabilitySet> named(String word) {
        return ALL_NAME.equalsIgnoreCase(word)
                ? Optional.of(ALL)
                : Capability.parse(word).map(CapabilitySet::of);
    }

    /**
     * The union of the sets of these words, each as in {@link #named}.
     *
     * @throws IllegalArgumentException if Linux has no capability of such a name; the message has the name
     */
    public static CapabilitySet ofNames(Collection<String> words) {
        CapabilitySet all = NONE;
        for (String word : words) {
            all = all.union(
                    named(word).orElseThrow(() -> new IllegalArgumentException("Linux has no capability " + word)));
        }
        return all;
    }

    /**
     * Reads a mask in hexadecimal, as in {@code /proc/PID/status}; also with {@code 0x}, and with fewer digits. Empty
     * if it is not a number of at most 64 bits.
     */
    public static Optional<CapabilitySet> parse(String hex) {
        return Optional.of(HEX.matcher(hex))
                .filter(m -> m.matches())
                .map(m -> new CapabilitySet(Long.parseUnsignedLong(m.group(1), 16)));
    }

    /** The union of both. */
    public CapabilitySet union(CapabilitySet other) {
        return new CapabilitySet(mask | other.mask);
    }

    /** This set without the other's members. */
    public CapabilitySet minus(CapabilitySet other) {
        return new CapabilitySet(mask & ~other.mask);
    }

    /** The intersection of both. */
    public CapabilitySet intersect(CapabilitySet other) {
        return new CapabilitySet(mask & other.mask);
    }

    /** Returns whether the capability is in this set. */
    public boolean contains(Capability capability) {
        return containsAll(of(capability));
    }

    /** Returns whether all members of the other are in this set. */
    public boolean containsAll(CapabilitySet other) {
        return other.minus(this).isEmpty();
    }

    /** Returns whether the set is empty. */
    public boolean isEmpty() {
        return mask == 0;
    }

    /** The named capabilities, by number; without those that only a newer kernel knows. */
    public Set<Capability> capabilities() {
        Set<Capability> named = EnumSet.noneOf(Capability.class);
        Arrays.stream(Capability.values()).filter(this::contains).forEach(named::add);
        return Collections.unmodifiableSet(named);
    }

    /** The mask as in {@code /proc/PID/status}: 16 hexadecimal digits, for example {@code 00000000800405fb}. */
    public String hex() {
        return String.format(Locale.ROOT, "%016x", mask);
    }

    /** The names in the form of {@code capsh --decode}, by number: {@code cap_chown}, or {@code 41} if unknown. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        capabilities().forEach(c -> names.add(c.fullName().toLowerCase(Locale.ROOT)));
        for (int bit = Capability.values().length; bit < Long.SIZE; bit++) {
            if ((mask >>> bit & 1) == 1) {
                names.add(Integer.toString(bit));
            }
        }
        return List.copyOf(names);
    }

    /** The line that {@code capsh --decode=MASK} prints: {@code 0x0000000000000401=cap_chown,cap_net_bind_service}. */
    public String decoded() {
        return "0x" + hex() + "=" + String.join(",", names());
    }

    /** The names as manifests and the runtime specification write them: {@code CAP_CHOWN, CAP_NET_BIND_SERVICE}. */
    @Override
    public String toString() {
        return isEmpty()
                ? "none"
                : names().stream().map(name -> name.toUpperCase(Locale.ROOT)).collect(Collectors.joining(", "));
    }
}
