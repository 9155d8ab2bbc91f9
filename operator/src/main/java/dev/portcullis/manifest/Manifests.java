package dev.portcullis.manifest;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The objects of all files that a command line means.
 *
 * @param manifests in the order in which they were found
 * @param diagnostics about files that could not be read, or hold none
 * @param files how many files hold any
 * @param others how many files in folders hold none
 */
public record Manifests(List<Manifest> manifests, List<Diagnostic> diagnostics, int files, int others) {

    /**
     * Reads files, folders and, for {@code -}, standard input. Objects of other kinds are skipped; but a file that is
     * named must hold one of the wanted ones.
     *
     * @param wanted at least one kind
     */
    public static Manifests read(Set<ManifestKind> wanted, List<Path> arguments, InputStream standardInput) {
        Set<ManifestKind> kinds = EnumSet.copyOf(wanted);
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<Manifest> manifests = new ArrayList<>();
        SourceText texts = new SourceText(standardInput);
        int files = 0;
        int others = 0;
        for (Source source : Sources.of(arguments, diagnostics)) {
            List<Diagnostic> unread = new ArrayList<>();
            Optional<String> text = texts.read(source, unread);
            diagnostics.addAll(unread);
            FileContents contents =
                    text.map(t -> FileContents.of(kinds, source, t)).orElse(FileContents.NOTHING);
            manifests.addAll(contents.manifests());
            diagnostics.addAll(contents.diagnostics());
            if (!contents.manifests().isEmpty()) {
                files++;
            } else if (unread.isEmpty() && contents.diagnostics().isEmpty()) {
                others++;
            }
        }
        return new Manifests(manifests, diagnostics, files, others);
    }

    /** Those of one kind, in order. */
    public List<Manifest> of(ManifestKind kind) {
        return manifests.stream().filter(manifest -> manifest.kind() == kind).toList();
    }
}
