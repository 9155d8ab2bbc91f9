package dev.portcullis.cli.check;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.capability.Capability;
import dev.portcullis.cli.input.ProfileSet;
import dev.portcullis.comparison.Ceiling;
import dev.portcullis.comparison.CeilingScope;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Limit;
import dev.portcullis.seccomp.ProfileStack;
import dev.portcullis.seccomp.Reading;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Target;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The ceiling of a command line.
 *
 * @param diagnostics why it cannot be used; then nothing is held to it
 * @param profiles the names of the profiles that are held to it
 * @param policies the names of the policies that are
 * @param ceiling the limit in containers with these capabilities
 */
record GivenCeiling(
        List<Diagnostic> diagnostics,
        Predicate<String> profiles,
        Predicate<String> policies,
        Function<Set<Capability>, Limit> ceiling) {

    /** No ceiling. */
    static final GivenCeiling NONE = unreadable(List.of());

    /** A ceiling that holds nothing, because of these errors. */
    static GivenCeiling unreadable(List<Diagnostic> diagnostics) {
        return new GivenCeiling(diagnostics, name -> false, name -> false, capabilities -> Limit.NONE);
    }

    /**
     * A ceiling that was read.
     *
     * @param own the profiles of its file
     * @param others all others
     */
    static GivenCeiling of(
            CeilingScope scope,
            CheckedManifest<SeccompProfileSpec> chosen,
            ProfileSet own,
            ProfileSet others,
            Renderer renderer) {
        Bases bases = name -> own.spec(name).or(() -> others.spec(name));
        SeccompProfileSpec spec = Objects.requireNonNull(chosen.spec());
        if (renderer.read(scope.ceiling(), spec, bases, Set.of()) instanceof Reading.Refused refused) {
            return unreadable(refused.findings().stream()
                    .map(finding -> told(chosen, finding))
                    .toList());
        }
        Map<Set<Capability>, Limit> read = new ConcurrentHashMap<>();
        return new GivenCeiling(
                List.of(),
                scope::holdsProfile,
                scope::holdsPolicy,
                capabilities -> read.computeIfAbsent(
                        capabilities, held -> Ceiling.read(scope.ceiling(), bases, renderer, held)));
    }

    private static Diagnostic told(CheckedManifest<SeccompProfileSpec> chosen, Finding finding) {
        String hint = finding.code() == Finding.Code.BASE_MISSING ? ", or add its file to the command line" : "";
        return chosen.manifest()
                .diagnostic(
                        Diagnostic.Level.ERROR, finding.code().reason(), finding.location(), finding.message() + hint);
    }

    /** The limit of a profile. */
    Limit limitOfProfile(String name) {
        return profiles.test(name) ? this::judge : Limit.NONE;
    }

    /** The limit of a policy's profile. */
    Limit limitOfPolicy(String name) {
        return policies.test(name) ? this::judge : Limit.NONE;
    }

    private List<Finding> judge(ProfileStack stack, Target target) {
        return ceiling.apply(target.capabilities()).findings(stack, target);
    }
}
