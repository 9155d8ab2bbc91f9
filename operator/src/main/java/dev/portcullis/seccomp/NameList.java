package dev.portcullis.seccomp;

import java.util.Collection;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Lists names in a sentence: the first few, and the number of the others. */
final class NameList {

    private static final int MAX_NAMES = 10;

    private NameList() {}

    static String of(Collection<String> names) {
        return of(names, UnaryOperator.identity());
    }

    static String of(Collection<String> names, UnaryOperator<String> shown) {
        String first = names.stream().limit(MAX_NAMES).map(shown).collect(Collectors.joining(", "));
        return names.size() > MAX_NAMES ? first + " and " + (names.size() - MAX_NAMES) + " more" : first;
    }
}
