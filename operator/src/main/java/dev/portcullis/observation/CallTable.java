package dev.portcullis.observation;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds tallies by a number, without an object for each look: open addressing with linear probing. */
final class CallTable {

    private static final int SPREAD = 16;

    private int[] keys = new int[64];
    private @Nullable CallTally[] tallies = new CallTally[64];
    private int size;

    /** The tally of this key; null if there is none. */
    @Nullable
    CallTally find(int key) {
        return tallies[place(key)];
    }

    /** Adds the tally of a key that has none. */
    void put(int key, CallTally tally) {
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

    private int place(int key) {
        int mask = keys.length - 1;
        int place = ((key * 0x9E3779B9) >>> SPREAD) & mask;
        while (tallies[place] != null && keys[place] != key) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        int[] oldKeys = keys;
        @Nullable CallTally[] old = tallies;
        keys = new int[oldKeys.length * 2];
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
