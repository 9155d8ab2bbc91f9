package dev.portcullis.cli.input;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cli.report.Report;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.ManifestKind;
import dev.portcullis.manifest.ManifestSet;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.manifest.check.NamedManifests;
import dev.portcullis.wording.NameList;
import java.nio.file.Path;
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
 * @param diagnostics the faults of files and profiles
 * @param manifests all objects of the command line
 */
public record ProfileSet(
        Map<String, CheckedManifest<SeccompProfileSpec>> profiles,
        List<Diagnostic> diagnostics,
        ManifestSet manifests) {

    /** Checks the profiles among the objects. */
    public static ProfileSet of(ManifestSet manifests) {
        NamedManifests<SeccompProfileSpec> named =
                NamedManifests.of(manifests.of(ManifestKind.SECCOMP_PROFILE), CheckedManifest::ofProfile);
        List<Diagnostic> diagnostics = new ArrayList<>(manifests.diagnostics());
        diagnostics.addAll(named.diagnostics());
        return new ProfileSet(named.byName(), diagnostics, manifests);
    }

    /** Reports these diagnostics, in the order of files and lines, and what was read. */
    public Report report(Stream<Diagnostic> diagnostics) {
        int policies = manifests.of(ManifestKind.CAPABILITY_POLICY).size();
        int own = manifests.of(ManifestKind.SECCOMP_PROFILE).size();
        int blocks = manifests.of(ManifestKind.SYSCALL_BLOCK).size();
        int observations = manifests.of(ManifestKind.PROFILE_OBSERVATION).size();
        int others = manifests.others();
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("profiles", own);
        counts.put("policies", policies);
        if (blocks > 0) {
            counts.put("blocks", blocks);
        }
        if (observations > 0) {
            counts.put("observations", observations);
        }
        counts.put("files", manifests.files());
        counts.put("otherFiles", others);
        return new Report(
                "validate",
                counts,
                objects(own, policies, blocks, observations) + " in " + Report.counted(manifests.files(), "file"),
                others == 0 ? "" : Report.counted(others, "other file") + (others == 1 ? " holds none" : " hold none"),
                diagnostics.sorted(Diagnostic.ORDER).toList());
    }

    private static String objects(int profiles, int policies, int blocks, int observations) {
        List<String> counted = new ArrayList<>();
        if (profiles > 0 || policies + blocks + observations == 0) {
            counted.add(Report.counted(profiles, "profile"));
        }
        if (policies > 0) {
            counted.add(policies == 1 ? "1 policy" : policies + " policies");
        }
        if (blocks > 0) {
            counted.add(Report.counted(blocks, "block"));
        }
        if (observations > 0) {
            counted.add(Report.counted(observations, "observation"));
        }
        return NameList.of(counted);
    }

    /** The spec of the profile of this name, if the API server would accept it. */
    public Optional<SeccompProfileSpec> spec(String name) {
        return Optional.ofNullable(profiles.get(name)).map(CheckedManifest::spec);
    }

    /** The profile of this name, or without a name the only one that is no other's base. */
    public Optional<CheckedManifest<SeccompProfileSpec>> chosen(@Nullable String name) {
        if (name != null) {
            return Optional.ofNullable(profiles.get(name));
        }
        List<String> tops = tops();
        return tops.size() == 1 ? Optional.ofNullable(profiles.get(tops.getFirst())) : Optional.empty();
    }

    /** The error message when there is no such profile. */
    public String correction(List<Path> files, @Nullable String name) {
        return FileReference.correction(files, name, "profile", "profiles", profiles.keySet());
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
