package dev.portcullis.api;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Linux version as far as {@code minKernel} compares it.
 *
 * @param major the 6 of 6.18
 * @param minor the 18 of 6.18
 */
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {

    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,5})\\.(\\d{1,5})(?:[.+~_-].*)?");
    private static final Comparator<KernelVersion> ORDER =
            Comparator.comparingInt(KernelVersion::major).thenComparingInt(KernelVersion::minor);

    /**
     * Reads {@code 4.8}, or a release as {@code uname -r} prints it, such as {@code 6.18.44-foo}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static KernelVersion parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a kernel version; write MAJOR.MINOR, for example 4.8");
        }
        return new KernelVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Returns whether a kernel of this version is {@code minimum} or newer. */
    public boolean isAtLeast(KernelVersion minimum) {
        return compareTo(minimum) >= 0;
    }

    @Override
    public int compareTo(KernelVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
