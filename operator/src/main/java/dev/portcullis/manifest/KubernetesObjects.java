package dev.portcullis.manifest;

import dev.portcullis.manifest.DocumentReader.Documents;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All objects, of whatever kind, of all files that a command line means.
 *
 * @param objects in the order in which they were found; those of a List one by one
 * @param diagnostics about files that could not be read
 * @param comments those that accept findings
 */
public record KubernetesObjects(List<KubernetesObject> objects, List<Diagnostic> diagnostics, IgnoreComments comments) {

    /**
     * Reads files, folders and, for {@code -}, standard input. Files in folders that do not look like manifests are
     * skipped.
     */
    public static KubernetesObjects read(List<Path> arguments, InputStream standardInput) {
        KubernetesObjects read = new KubernetesObjects(new ArrayList<>(), new ArrayList<>(), IgnoreComments.none());
        for (InputFile file : FileSet.of(arguments, read.diagnostics)) {
            file.text(standardInput, read.diagnostics)
                    .filter(text -> file.named() || text.contains("apiVersion"))
                    .ifPresent(text -> {
                        read.comments.read(file.label(), text);
                        Documents documents = DocumentReader.read(file.label(), text);
                        read.diagnostics.addAll(documents.diagnostics());
                        documents.roots().forEach(root -> read.add(file.label(), root));
                    });
        }
        return read;
    }

    private void add(String file, Node root) {
        KubernetesObject.inside(root)
                .filter(one -> one.text("kind").isPresent())
                .forEach(one -> objects.add(new KubernetesObject(file, one)));
    }
}
