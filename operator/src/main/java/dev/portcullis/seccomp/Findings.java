package dev.portcullis.seccomp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers findings while a profile is read and checked: each once, up to a limit. */
final class Findings {

    /** More than anyone fixes at once. */
    static final int MAX = 1000;

    private final Set<Finding> all = new LinkedHashSet<>();

    void add(Finding.Code code, String location, String message) {
        if (!isFull()) {
            all.add(new Finding(code, location, message));
        }
    }

    void addAll(Findings others) {
        others.all.stream().takeWhile(finding -> !isFull()).forEach(all::add);
    }

    /** Returns whether the limit is reached, so that nobody needs to look for more. */
    boolean isFull() {
        return all.size() >= MAX;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
