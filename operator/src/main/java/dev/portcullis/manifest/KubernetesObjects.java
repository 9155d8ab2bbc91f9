package dev.portcullis.manifest;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All objects, of whatever kind, of all files that a command line means.
 *
 * @param objects in the order in which they were found; those of a List one by one
 * @param diagnostics about files that could not be read
 */
public record KubernetesObjects(List<KubernetesObject> objects, List<Diagnostic> diagnostics) {

    /**
     * Reads files, folders and, for {@code -}, standard input. Files in folders that do not look like manifests are
     * skipped.
     */
    public static KubernetesObjects read(List<Path> arguments, InputStream standardInput) {
        KubernetesObjects read = new KubernetesObjects(new ArrayList<>(), new ArrayList<>());
        SourceText texts = new SourceText(standardInput);
        for (Source source : Sources.of(arguments, read.diagnostics)) {
            Optional<String> text = texts.read(source, read.diagnostics)
                    .filter(content -> source.named() || content.contains("apiVersion"));
            text.map(content -> Documents.read(source.label(), content)).ifPresent(documents -> {
                read.diagnostics.addAll(documents.diagnostics());
                documents.trees().forEach(tree -> read.add(source.label(), tree));
            });
        }
        return read;
    }

    private void add(String file, Tree tree) {
        boolean list = tree.text("kind").orElse("").endsWith("List");
        if (list && tree.member("items").orElse(tree) instanceof Tree.Sequence items) {
            items.items().forEach(item -> add(file, item));
        } else if (tree.text("kind").isPresent()) {
            objects.add(new KubernetesObject(file, tree));
        }
    }
}
