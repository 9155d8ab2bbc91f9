package dev.portcullis.wording;

import java.util.Collection;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Names in a sentence: the first few, and how many more there are. */
public final class NameList {

    /** More names than these are counted, unless the caller says otherwise. */
    public static final int MAX_NAMES = 10;

    private NameList() {}

    public static String of(Collection<String> names) {
        return of(names, UnaryOperator.identity());
    }

    public static String of(Collection<String> names, UnaryOperator<String> shown) {
        return of(names, MAX_NAMES, shown, ", ", "more");
    }

    /**
     * The first {@code most} of a collection and the number of the others, as in "read, write and 3 more".
     *
     * @param shown the words for one
     * @param separator the words between two
     * @param more the words after the number
     */
    public static <T> String of(
            Collection<T> all, int most, Function<? super T, String> shown, String separator, String more) {
        String first = all.stream().limit(most).map(shown).collect(Collectors.joining(separator));
        return all.size() > most ? first + " and " + (all.size() - most) + " " + more : first;
    }
}
