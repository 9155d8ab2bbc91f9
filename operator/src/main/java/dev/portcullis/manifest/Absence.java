package dev.portcullis.manifest;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what a file holds instead of what was wanted of it.
 *
 * @param wanted the kinds, in the order in which they are named
 */
record Absence(Set<ManifestKind> wanted) {

    /** What to say of a file with these documents. */
    String of(List<Tree> trees) {
        String due = "it should hold a " + kinds(wanted) + " of " + FileContents.API_VERSION;
        if (trees.isEmpty()) {
            return "the file is empty; " + due;
        }
        String kind = trees.getFirst().text("kind").orElse("");
        String version = trees.getFirst().text("apiVersion").orElse("no apiVersion");
        boolean profiles = wanted.contains(ManifestKind.SECCOMP_PROFILE);
        String found = kind.isEmpty() ? "neither a kind nor a defaultAction" : "a " + kind + " (" + version + ")";
        String advice = profiles && kind.equals(ManifestKind.SECCOMP_PROFILE.label())
                ? "write apiVersion: " + FileContents.API_VERSION + ", or turn it into one with 'portcullis import'"
                : due + (profiles ? ", or a seccomp profile in JSON" : "");
        return "the file holds " + found + "; " + advice;
    }

    /** The kinds as a sentence names them. */
    static String kinds(Set<ManifestKind> wanted) {
        return wanted.stream().map(ManifestKind::label).collect(Collectors.joining(" or "));
    }
}
