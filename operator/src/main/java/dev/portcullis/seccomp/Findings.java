package dev.portcullis.seccomp;

import java.util.ArrayList;
import java.util.List;

/** Gathers findings while a profile is read and checked. */
final class Findings {

    private final List<Finding> all = new ArrayList<>();

    void add(Finding.Code code, String location, String message) {
        Finding finding = new Finding(code, location, message);
        if (!all.contains(finding)) {
            all.add(finding);
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
