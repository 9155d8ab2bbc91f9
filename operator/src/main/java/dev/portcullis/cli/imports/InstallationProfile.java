package dev.portcullis.cli.imports;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.cli.input.ResultCheck;
import dev.portcullis.dialect.PeerInstallation.Profile;
import dev.portcullis.dialect.ProfileWriter;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Problem;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A profile of another operator as it is here.
 *
 * @param origin the profile there
 * @param name its name here
 * @param spec it, with the names here of its bases
 * @param diagnostics what is wrong with it, and what it means otherwise here
 */
record InstallationProfile(Profile origin, String name, SeccompProfileSpec spec, List<Diagnostic> diagnostics) {

    static InstallationProfile of(Profile origin, InstallationNames names, Renderer renderer) {
        String name = names.of(origin);
        List<Profile> chain = List.copyOf(names.bases(origin));
        SeccompProfileSpec spec = renamed(origin, names);
        List<Diagnostic> diagnostics = new ArrayList<>();
        ProfileWriter.problemWithName(name)
                .ifPresent(problem -> diagnostics.add(
                        about(origin, Diagnostic.Level.ERROR, Problem.INVALID_NAME, "metadata.name", problem)));
        conflicts(origin, chain).ifPresent(diagnostics::add);
        inherited(origin, chain).ifPresent(diagnostics::add);
        Map<String, SeccompProfileSpec> bases = new LinkedHashMap<>();
        chain.forEach(base -> bases.put(names.of(base), renamed(base, names)));
        diagnostics.addAll(new ResultCheck(renderer, bases).of(name, spec));
        return new InstallationProfile(origin, name, spec, diagnostics);
    }

    boolean usable() {
        return diagnostics.stream().noneMatch(one -> one.level() == Diagnostic.Level.ERROR);
    }

    private static SeccompProfileSpec renamed(Profile profile, InstallationNames names) {
        SeccompProfileSpec spec = profile.spec();
        List<String> bases = spec.baseProfiles() == null
                ? null
                : spec.baseProfiles().stream()
                        .map(base -> names.find(profile.namespace(), base)
                                .map(names::of)
                                .orElse(base))
                        .toList();
        return new SeccompProfileSpec(
                bases,
                spec.defaultAction(),
                spec.defaultErrnoRet(),
                spec.defaultErrno(),
                spec.architectures(),
                spec.archMap(),
                spec.flags(),
                spec.listenerPath(),
                spec.listenerMetadata(),
                spec.syscalls());
    }

    /** There the more permissive of two rules for a syscall holds; here that of the profile itself. */
    private static Optional<Diagnostic> conflicts(Profile origin, List<Profile> chain) {
        Set<String> different = new TreeSet<>();
        for (Profile base : chain) {
            for (SyscallRule theirs : rules(base).toList()) {
                Set<String> shared = new HashSet<>(names(theirs));
                rules(origin)
                        .filter(own -> !sameEffect(own, theirs))
                        .flatMap(own -> names(own).stream())
                        .filter(shared::contains)
                        .forEach(different::add);
            }
        }
        return different.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        about(
                                origin,
                                Diagnostic.Level.WARNING,
                                Problem.ADAPTED,
                                "spec.syscalls",
                                NameList.of(different)
                                        + ": the base has another rule for the same; the security-profiles-operator"
                                        + " takes the more permissive one, here the profile's own holds; keep the one that is meant"));
    }

    /** There only rules come from a base. */
    private static Optional<Diagnostic> inherited(Profile origin, List<Profile> chain) {
        List<String> members = new ArrayList<>();
        comesFromBase(origin, chain, SeccompProfileSpec::architectures, "architectures", members);
        comesFromBase(origin, chain, SeccompProfileSpec::flags, "flags", members);
        comesFromBase(origin, chain, SeccompProfileSpec::listenerPath, "listenerPath", members);
        return members.isEmpty()
                ? Optional.empty()
                : Optional.of(about(
                        origin,
                        Diagnostic.Level.WARNING,
                        Problem.ADAPTED,
                        "spec.baseProfileName",
                        "what the base says of " + String.join(", ", members) + " holds here too; the"
                                + " security-profiles-operator takes only rules from a base"));
    }

    private static void comesFromBase(
            Profile origin,
            List<Profile> chain,
            Function<SeccompProfileSpec, @Nullable Object> member,
            String name,
            List<String> members) {
        boolean inherits = member.apply(origin.spec()) == null
                && chain.stream().anyMatch(base -> member.apply(base.spec()) != null);
        if (inherits) {
            members.add(name);
        }
    }

    private static boolean sameEffect(SyscallRule one, SyscallRule other) {
        return Objects.equals(one.action(), other.action())
                && Objects.equals(one.errnoRet(), other.errnoRet())
                && Objects.equals(one.args(), other.args());
    }

    private static Stream<SyscallRule> rules(Profile profile) {
        return Objects.requireNonNullElse(profile.spec().syscalls(), List.<SyscallRule>of()).stream();
    }

    private static List<String> names(SyscallRule rule) {
        return Objects.requireNonNullElse(rule.names(), List.of());
    }

    private static Diagnostic about(
            Profile profile, Diagnostic.Level level, Problem problem, String location, String message) {
        return profile.object().diagnostic(level, problem.code(), location, message);
    }
}
