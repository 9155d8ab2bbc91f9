package dev.portcullis.seccomp;

import java.util.Optional;

/** How many slips of the keyboard lie between two words: a letter too many, missing, wrong, or swapped with the next. */
public final class EditDistance {

    private EditDistance() {}

    /**
     * The Damerau-Levenshtein distance in its restricted form (no letter is touched twice).
     *
     * @param limit above this, some number greater than it is returned
     */
    static int between(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) > limit) {
            return limit + 1;
        }
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            distance[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            distance[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int substituted = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(substituted, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
                distance[i][j] = swapped(a, b, i, j) ? Math.min(best, distance[i - 2][j - 2] + 1) : best;
            }
        }
        return distance[a.length()][b.length()];
    }

    /**
     * The candidate closest to what was written, for a hint: at most two slips away and fewer than half of it; of equally
     * close ones the first.
     */
    public static Optional<String> nearest(String written, Iterable<String> candidates) {
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

    private static boolean swapped(String a, String b, int i, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
