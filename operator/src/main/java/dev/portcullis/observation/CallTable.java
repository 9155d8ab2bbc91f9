package dev.portcullis.observation;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds tallies by a number, without an object for each look: open addressing with linear probing. */
final class CallTable {

    private long[] keys = new long[256];
    private @Nullable CallTally[] tallies = new CallTally[256];
    private int size;

    /** The tally of this key; null if there is none. */
    @Nullable
    CallTally find(long key) {
        return tallies[place(key)];
    }

    /** Adds the tally of a key that has none. */
    void put(long key, CallTally tally) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int place = place(key);
        keys[place] = key;
        tallies[place] = tally;
        size++;
    }

    /** All tallies, in no order. */
    List<CallTally> all() {
        return Arrays.stream(tallies).filter(Objects::nonNull).toList();
    }

    private int place(long key) {
        int mask = keys.length - 1;
        int place = Long.hashCode(key * 0x9E3779B97F4A7C15L) & mask;
        while (tallies[place] != null && keys[place] != key) {
            place = place + 1 & mask;
        }
        return place;
    }

    private void grow() {
        long[] oldKeys = keys;
        @Nullable CallTally[] old = tallies;
        keys = new long[oldKeys.length * 2];
        tallies = new CallTally[oldKeys.length * 2];
        for (int i = 0; i < old.length; i++) {
            if (old[i] != null) {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                tallies[place] = old[i];
            }
        }
    }
}
