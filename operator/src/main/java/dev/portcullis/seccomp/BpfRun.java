package dev.portcullis.seccomp;

import org.jspecify.annotations.Nullable;

/**
 * A run of the BPF that libseccomp generates from a {@link ComparisonTree}, with what is in the accumulator. Follows
 * _gen_bpf_node and the end of _gen_bpf_build_bpf in libseccomp's src/gen_bpf.c, which are alike from 2.5.4 to 2.6.1.
 *
 * <p>A comparison loads its half of an argument unless the one before it on its level has loaded the same. Control also comes
 * back from below that one, with another half loaded; libseccomp then adds the load where it places the code, but looks at
 * one way there alone, the one from which it places it. From a comparison that only goes on below where it does not hold, as
 * that of NE, LT and LE, this is the direct one. The way from below gets no load, and compares whatever was compared last.
 */
final class BpfRun {

    private static final int ALL = -1;

    private final long[] arguments;
    private int accumulator;

    /**
     * What the accumulator holds by libseccomp's reckoning (struct acc_state).
     *
     * @param half of an argument, as in {@link Comparing}; negative for something else
     * @param mask with which it was masked
     */
    private record Held(int half, int mask) {

        boolean serves(Comparing comparing) {
            return comparing.half() == half && (comparing.mask() & mask) == comparing.mask();
        }
    }

    private BpfRun(long[] arguments) {
        this.arguments = arguments;
    }

    /**
     * Returns what the filter says to a call with these six arguments; null is the default's.
     *
     * @param level a comparison on the highest level
     */
    static @Nullable Verdict verdict(@Nullable Comparing level, long[] arguments) {
        return new BpfRun(arguments).verdict(level, new Held(-1, ALL));
    }

    /** Tries one comparison of a level after the other. */
    private @Nullable Verdict verdict(@Nullable Comparing level, Held above) {
        Held held = above;
        for (Comparing at = level == null ? null : level.first(); at != null; at = at.next) {
            if (!held.serves(at)) {
                held = new Held(at.half(), ALL);
                load(held);
            } else if (at.previous != null && at.previous.isPlacedBeforeTheNext()) {
                load(held);
            }
            if (at.mask() != held.mask()) {
                held = new Held(at.half(), at.mask());
                accumulator &= at.mask();
            }
            boolean outcome = at.holds(accumulator);
            Verdict verdict = at.on(outcome) == null ? at.verdict(outcome) : verdict(at.on(outcome), held);
            if (verdict != null) {
                return verdict;
            }
        }
        return null;
    }

    private void load(Held held) {
        accumulator = (int) (arguments[held.half() / 2] >>> (held.half() % 2 * Integer.SIZE)) & held.mask();
    }
}
