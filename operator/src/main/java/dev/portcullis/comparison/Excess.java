package dev.portcullis.comparison;

import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a profile allows beyond a ceiling.
 *
 * @param changes that allow more
 * @param named the syscalls that a rule of either names
 * @param undecided syscalls whose rules are too many to be compared
 */
record Excess(List<Change> changes, SortedSet<String> named, SortedSet<String> undecided) {

    /** More lines than these are counted. */
    static final int MAX_LINES = 10;

    /** Copies what it is given. */
    Excess {
        changes = List.copyOf(changes);
        named = new TreeSet<>(named);
        undecided = new TreeSet<>(undecided);
    }

    boolean isEmpty() {
        return changes.isEmpty() && undecided.isEmpty();
    }

    /** The excess in words, as {@code diff} prints it: the first lines, and how many more there are. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!undecided.isEmpty()) {
            lines.add(NameList.of(undecided)
                    + ": too many conditions on arguments to compare; use fewer, or conditions of the ceiling");
        }
        changes.stream()
                .limit(MAX_LINES - lines.size())
                .forEach(change -> lines.add(ChangeText.of(change, named, NameList.MAX_NAMES)));
        int all = changes.size() + (undecided.isEmpty() ? 0 : 1);
        if (all > MAX_LINES) {
            lines.add("and " + (all - MAX_LINES) + " more; portcullis diff with the ceiling first prints all");
        }
        return lines;
    }
}
