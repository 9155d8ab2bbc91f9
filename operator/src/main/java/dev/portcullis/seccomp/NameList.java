package dev.portcullis.seccomp;

import java.util.Collection;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Names in a sentence: the first few, and how many more there are. */
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
