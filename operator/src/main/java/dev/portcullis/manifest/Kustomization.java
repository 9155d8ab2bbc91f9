package dev.portcullis.manifest;

import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A folder's kustomization, as far as it tells which of the files there are no whole objects. */
final class Kustomization {

    /** The names that kustomize looks for (kustomize, api/konfig, RecognizedKustomizationFileNames). */
    private static final Set<String> NAMES = Set.of("kustomization.yaml", "kustomization.yml", "Kustomization");

    private static final List<String> FIELDS = List.of("patches", "patchesStrategicMerge", "patchesJson6902");

    private Kustomization() {}

    /** Returns whether a file of this name is one. */
    static boolean isNamed(String file) {
        return NAMES.contains(file);
    }

    /** The files that it names as patches; of a patch written in place, nothing. */
    static Set<Path> patches(Path file) {
        Set<Path> patches = new HashSet<>();
        Optional<String> text = new InputFile(InputFile.label(file), file, false)
                .text(InputStream.nullInputStream(), new ArrayList<>());
        List<Node> roots = text.map(
                        read -> DocumentReader.read(InputFile.label(file), read).roots())
                .orElse(List.of());
        for (Node root : roots) {
            for (String field : FIELDS) {
                if (root.member(field).orElse(root) instanceof Node.Sequence all) {
                    all.items().forEach(patch -> path(patch)
                            .map(path -> file.resolveSibling(path).normalize())
                            .ifPresent(patches::add));
                }
            }
        }
        return patches;
    }

    private static Optional<Path> path(Node patch) {
        Optional<String> written = patch instanceof Node.Scalar scalar && scalar.value() instanceof String text
                ? Optional.of(text)
                : patch.text("path");
        try {
            return written.filter(text -> text.indexOf('\n') < 0).map(Path::of);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
