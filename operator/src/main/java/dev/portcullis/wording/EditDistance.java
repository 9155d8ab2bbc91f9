package dev.portcullis.wording;

import java.util.List;
import java.util.Optional;

/** The number of typing slips between two words: a letter too many, missing, wrong, or swapped with the next. */
public final class EditDistance {

    private static final List<String> DIGITS =
            List.of("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine");

    private EditDistance() {}

    /**
     * The Damerau-Levenshtein distance in its restricted form (no letter is touched twice).
     *
     * @param limit the result for greater distances is any number above it
     */
    static int between(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) > limit) {
            return limit + 1;
        }
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        int leastOfLast = 0;
        for (int i = 1; i <= a.length(); i++) {
            // Cells farther from the diagonal exceed the limit.
            int from = Math.max(1, i - limit);
            int to = Math.min(b.length(), i + limit);
            row[from - 1] = from == 1 ? i : limit + 1;
            int least = row[from - 1];
            for (int j = from; j <= to; j++) {
                int substituted = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int missing = j < i + limit ? last[j] : limit;
                int best = Math.min(substituted, 1 + Math.min(missing, row[j - 1]));
                row[j] = swapped(a, b, i, j) ? Math.min(best, beforeLast[j - 2] + 1) : best;
                least = Math.min(least, row[j]);
            }
            if (least > limit && leastOfLast > limit) {
                return limit + 1;
            }
            leastOfLast = least;
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }

    /**
     * The candidate closest to a word, for a hint: at most two slips away and fewer than half of its letters; the first
     * of equally close ones. A number at the end of a word stands for the same number in letters: {@code value2} is meant
     * as {@code valueTwo}.
     */
    public static Optional<String> nearest(String written, Iterable<String> candidates) {
        for (String candidate : candidates) {
            if (candidate.equalsIgnoreCase(spelledOut(written))) {
                return Optional.of(candidate);
            }
        }
        int closest = Math.min(2, (written.length() - 1) / 2) + 1;
        Optional<String> nearest = Optional.empty();
        for (String candidate : candidates) {
            int distance = between(written, candidate, closest);
            if (distance < closest) {
                closest = distance;
                nearest = Optional.of(candidate);
            }
        }
        return nearest;
    }

    /** The end of a message that asks whether the {@linkplain #nearest closest candidate} was meant. */
    public static Optional<String> hint(String written, Iterable<String> candidates) {
        return nearest(written, candidates).map(name -> "; did you mean " + name + "?");
    }

    private static String spelledOut(String word) {
        int last = word.length() - 1;
        int digit = last < 1 ? -1 : Character.digit(word.charAt(last), 10);
        return digit < 0 || Character.isDigit(word.charAt(last - 1))
                ? word
                : word.substring(0, last) + DIGITS.get(digit);
    }

    private static boolean swapped(String a, String b, int i, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
