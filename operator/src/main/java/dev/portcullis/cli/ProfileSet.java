package dev.portcullis.cli;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.manifest.CheckedManifest;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.Manifests;
import dev.portcullis.manifest.Problem;
import dev.portcullis.seccomp.EditDistance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The profiles of a command line, as far as the API server would accept them.
 *
 * @param profiles by name, in the order in which they were found
 * @param diagnostics what stands against files and profiles so far
 * @param manifests where they come from
 */
record ProfileSet(Map<String, CheckedManifest> profiles, List<Diagnostic> diagnostics, Manifests manifests) {

    /** Checks what was read, each profile by itself and their names among each other. */
    static ProfileSet of(Manifests manifests) {
        Map<String, CheckedManifest> profiles = new LinkedHashMap<>();
        List<Diagnostic> diagnostics = new ArrayList<>(manifests.diagnostics());
        for (Manifest manifest : manifests.manifests()) {
            CheckedManifest checked = CheckedManifest.of(manifest);
            diagnostics.addAll(checked.diagnostics());
            CheckedManifest first = manifest.name().isEmpty() ? null : profiles.putIfAbsent(manifest.name(), checked);
            if (first != null) {
                diagnostics.add(duplicate(manifest, first.manifest()));
            }
        }
        return new ProfileSet(profiles, diagnostics, manifests);
    }

    private static Diagnostic duplicate(Manifest second, Manifest first) {
        String at = first.file() + ":" + first.place("metadata.name").line();
        return second.diagnostic(
                Diagnostic.Level.ERROR,
                Problem.DUPLICATE_NAME.code(),
                "metadata.name",
                "a profile named " + second.name() + " already stands in " + at + "; rename one or leave it out");
    }

    /** All that is to be told, with these diagnostics, in the order of files and lines. */
    Summary summary(Stream<Diagnostic> told) {
        return new Summary(
                manifests.manifests().size(),
                manifests.files(),
                manifests.others(),
                told.sorted(Diagnostic.ORDER).toList());
    }

    /** The spec of the profile of this name, when there is one that the API server would accept. */
    Optional<SeccompProfileSpec> spec(String name) {
        return Optional.ofNullable(profiles.get(name)).map(CheckedManifest::spec);
    }

    /** The profile of this name; without a name the only one on which no other is built. */
    Optional<CheckedManifest> chosen(@Nullable String name) {
        if (name != null) {
            return Optional.ofNullable(profiles.get(name));
        }
        List<String> tops = tops();
        return tops.size() == 1 ? Optional.ofNullable(profiles.get(tops.getFirst())) : Optional.empty();
    }

    /** What to say when there is no such profile. */
    String choice(@Nullable String name) {
        if (name == null) {
            return "the files hold several profiles; choose one with --profile: " + String.join(", ", tops());
        }
        return "no file holds a profile named " + name
                + EditDistance.nearest(name, profiles.keySet())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
    }

    private List<String> tops() {
        Set<String> bases = new HashSet<>();
        profiles.values().forEach(checked -> {
            if (checked.spec() != null && checked.spec().baseProfiles() != null) {
                bases.addAll(checked.spec().baseProfiles());
            }
        });
        return profiles.keySet().stream().filter(name -> !bases.contains(name)).toList();
    }
}
