package dev.portcullis.observation;

import dev.portcullis.api.ObservedSyscall;
import dev.portcullis.api.ObservedValue;
import dev.portcullis.api.Uint64;
import java.util.Arrays;
import java.util.List;

/** Counts the values of one argument, the first {@value ObservedSyscall#MAX_ARGUMENTS} of them one by one. */
final class ArgumentTally {

    private final int index;
    private final int place;
    private final long mask;
    private long[] values = new long[4];
    private long[] counts = new long[4];
    private int size;
    private long more;

    /**
     * @param index the argument's, where most architectures have it
     * @param place where this architecture has it
     * @param mask the bits that the kernel looks at
     * @param more calls of which the value is not known any more
     */
    ArgumentTally(int index, int place, long mask, long more) {
        this.index = index;
        this.place = place;
        this.mask = mask;
        this.more = more;
    }

    int index() {
        return index;
    }

    /** How many calls had other values. */
    long more() {
        return more;
    }

    /** Counts calls with this value among their arguments. */
    void add(long[] called, long calls) {
        add(called[place] & mask, calls);
    }

    /** Counts the calls that another observer told of, {@code calls} with the values that it could not tell apart. */
    void add(List<ObservedValue> before, long calls) {
        long rest = calls;
        for (ObservedValue one : before) {
            if (one.index() == index) {
                add(one.value().bits(), one.count());
                rest -= one.count();
            }
        }
        more += Math.max(0, rest);
    }

    private void add(long value, long calls) {
        for (int i = 0; i < size; i++) {
            if (values[i] == value) {
                counts[i] += calls;
                return;
            }
        }
        if (size == ObservedSyscall.MAX_ARGUMENTS) {
            more += calls;
            return;
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
        }
        values[size] = value;
        counts[size] = calls;
        size++;
    }

    /** Adds the values to a list. */
    void told(List<ObservedValue> told) {
        for (int i = 0; i < size; i++) {
            told.add(new ObservedValue(index, new Uint64(values[i]), counts[i]));
        }
    }
}
