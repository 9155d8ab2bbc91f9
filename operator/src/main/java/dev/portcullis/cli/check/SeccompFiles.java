package dev.portcullis.cli.check;

import dev.portcullis.admission.LocalhostFile;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.cli.check.GivenObjects.Workload;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Problem;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.rendition.Content;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.wording.EditDistance;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The seccomp files that the given profiles and policies make on nodes.
 *
 * @param made the files, those of profiles first
 * @param without the policies that have no seccomp file
 * @param level the level of a diagnostic about a pod that names any other file
 */
record SeccompFiles(Set<FilePath> made, Set<String> without, Diagnostic.Level level) {

    private static final String POLICIES = Rendition.DIRECTORY + "/" + FilePath.POLICIES + "/";
    private static final String BLOCKS = Rendition.DIRECTORY + "/" + FilePath.BLOCKS + "/";
    private static final String OBSERVED = Rendition.DIRECTORY + "/" + FilePath.OBSERVED + "/";
    private static final Pattern ENDINGS = Pattern.compile("(\\.seccomp|\\.capabilities)?(\\.json)?$");

    /**
     * Lists the files of these objects; an object with errors counts, because those are reported elsewhere.
     *
     * @param profiles names of profiles
     * @param policies policies by name
     */
    static SeccompFiles of(
            Set<String> profiles, Map<String, CheckedManifest<CapabilityPolicySpec>> policies, Diagnostic.Level level) {
        SeccompFiles files = new SeccompFiles(new LinkedHashSet<>(), new TreeSet<>(), level);
        profiles.stream().sorted().forEach(name -> files.add(Kind.SECCOMP_PROFILE, name));
        policies.forEach((name, policy) -> {
            if (policy.spec() == null || policy.spec().hasSeccompProfile()) {
                files.add(Kind.CAPABILITY_POLICY, name);
            } else {
                files.without.add(name);
            }
        });
        return files;
    }

    private void add(Kind kind, String object) {
        made.add(new FilePath(kind, object, Content.SECCOMP));
    }

    /** Reports the files below {@code portcullis/} that a workload's pods name and that nothing makes. */
    Stream<Diagnostic> missing(Workload workload) {
        return LocalhostFile.of(workload.pods().spec()).stream()
                .filter(file -> FilePath.isOurs(file.localhostProfile()))
                .filter(file -> FilePath.ofLocalhostProfile(file.localhostProfile())
                        .filter(made::contains)
                        .isEmpty())
                .map(file -> workload.diagnostic(
                        level,
                        Problem.MISSING_PROFILE.code(),
                        file.location(),
                        file.who() + " names the seccomp file " + file.localhostProfile()
                                + ", which no given profile or policy makes; "
                                + hint(file.localhostProfile())));
    }

    private String hint(String localhostProfile) {
        String path = FilePath.cleaned(localhostProfile);
        if (path.startsWith(BLOCKS)) {
            return "it is filled in where a SyscallBlock says pods: All, so leave seccompProfile out, or name a profile";
        }
        if (path.startsWith(OBSERVED)) {
            return "a ProfileObservation makes it in a cluster, for as long as somebody observes; name a profile in what stays";
        }
        Kind kind = path.startsWith(POLICIES) ? Kind.CAPABILITY_POLICY : Kind.SECCOMP_PROFILE;
        Kind other = kind == Kind.CAPABILITY_POLICY ? Kind.SECCOMP_PROFILE : Kind.CAPABILITY_POLICY;
        String bare = bare(path);
        String object = FilePath.ofLocalhostProfile(path).map(FilePath::object).orElse(bare);
        if (kind == Kind.CAPABILITY_POLICY && without.contains(object)) {
            return "set spec.seccompProfile of CapabilityPolicy \"" + object + "\", which has none";
        }
        return near(kind, object)
                .or(() -> near(other, bare))
                .map(near -> "did you mean " + near.localhostProfile() + "?")
                .orElseGet(() -> kind == Kind.CAPABILITY_POLICY
                        ? "if it is in the cluster, give the file of its CapabilityPolicy with --policy"
                        : "if it is in the cluster, give the file of its SeccompProfile with --profile");
    }

    private Optional<FilePath> near(Kind kind, String object) {
        Map<String, FilePath> files = new LinkedHashMap<>();
        made.stream().filter(file -> file.kind() == kind).forEach(file -> files.put(file.object(), file));
        return EditDistance.nearest(object.toLowerCase(Locale.ROOT), files.keySet())
                .map(files::get);
    }

    /** The file's name without the endings that are easily forgotten or misplaced. */
    private static String bare(String path) {
        return ENDINGS.matcher(path.substring(path.lastIndexOf('/') + 1)).replaceFirst("");
    }
}
