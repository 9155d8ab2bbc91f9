package dev.portcullis.manifest.check;

import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The objects of one kind, checked each by itself and their names among each other.
 *
 * @param <S> what their spec is
 * @param byName those with a name, in the order in which they were found; of two with one name the first
 * @param diagnostics the reasons why the API server would refuse some
 */
public record NamedManifests<S>(Map<String, CheckedManifest<S>> byName, List<Diagnostic> diagnostics) {

    /** Checks these, all of one kind. */
    public static <S> NamedManifests<S> of(List<Manifest> manifests, Function<Manifest, CheckedManifest<S>> check) {
        Map<String, CheckedManifest<S>> byName = new LinkedHashMap<>();
        List<Diagnostic> diagnostics = new ArrayList<>();
        // On all processors; the order of the objects stays.
        for (CheckedManifest<S> checked : manifests.parallelStream().map(check).toList()) {
            Manifest manifest = checked.manifest();
            diagnostics.addAll(checked.diagnostics());
            CheckedManifest<S> first = manifest.name().isEmpty() ? null : byName.putIfAbsent(manifest.name(), checked);
            if (first != null) {
                diagnostics.add(duplicate(manifest, first.manifest()));
            }
        }
        return new NamedManifests<>(byName, diagnostics);
    }

    /** The spec of the object of this name, when there is one that the API server would accept. */
    public Optional<S> spec(String name) {
        return Optional.ofNullable(byName.get(name)).map(CheckedManifest::spec);
    }

    private static Diagnostic duplicate(Manifest second, Manifest first) {
        String at = first.file() + ":" + first.position("metadata.name").line();
        return second.diagnostic(
                Diagnostic.Level.ERROR,
                Problem.DUPLICATE_NAME.code(),
                "metadata.name",
                "a " + second.kind().noun() + " named " + second.name() + " already stands in " + at
                        + "; rename one or leave it out");
    }
}
