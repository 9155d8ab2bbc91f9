package dev.portcullis.cli.check;

import dev.portcullis.api.CapabilityAdjustment;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.capability.Adjustment;
import dev.portcullis.capability.Capability;
import dev.portcullis.capability.RuntimeDefaults;
import dev.portcullis.cli.input.Inputs;
import dev.portcullis.comparison.Change;
import dev.portcullis.comparison.ChangeText;
import dev.portcullis.comparison.Comparison;
import dev.portcullis.comparison.Effect;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Problem;
import dev.portcullis.manifest.check.CheckedManifest;
import dev.portcullis.seccomp.ProfileStack;
import dev.portcullis.seccomp.Reading;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Target;
import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Profiles and policies as they were before a change. One that was not there, or that nothing could be made of, is not
 * compared.
 *
 * @param before the earlier objects
 * @param renderer reads profiles
 */
record EarlierObjects(Inputs before, Renderer renderer) {

    /** More lines than these are counted. */
    private static final int MAX_LINES = 10;

    /** A warning about every object that allows more than before. */
    Stream<Diagnostic> findings(Inputs now) {
        // A parallel stream splits a list, but not a map's values below a thousand.
        return Stream.concat(
                List.copyOf(now.profiles().profiles().values()).parallelStream()
                        .flatMap(profile -> ofProfile(profile, now).stream()),
                now.policies().byName().values().stream().flatMap(policy -> ofPolicy(policy, now).stream()));
    }

    private Optional<Diagnostic> ofProfile(CheckedManifest<SeccompProfileSpec> profile, Inputs now) {
        String name = profile.manifest().name();
        return told(profile, "spec", "allows more than before", widening(name, name, now, Set.of()));
    }

    private List<Diagnostic> ofPolicy(CheckedManifest<CapabilityPolicySpec> policy, Inputs now) {
        Optional<CapabilityPolicySpec> earlier =
                before.policies().spec(policy.manifest().name());
        CapabilityPolicySpec later = policy.spec();
        if (earlier.isEmpty() || later == null) {
            return List.of();
        }
        List<Diagnostic> findings = new ArrayList<>();
        Set<Capability> held = held(later);
        Set<Capability> gained = new TreeSet<>(held);
        gained.removeAll(held(earlier.get()));
        if (!gained.isEmpty()) {
            findings.add(told(
                    policy,
                    "spec.capabilities",
                    "its containers may hold more than before: "
                            + NameList.of(
                                    gained.stream().map(Capability::fullName).toList())));
        }
        String profile = later.seccompProfile();
        String was = earlier.get().seccompProfile();
        if (profile == null && was != null) {
            findings.add(told(policy, "spec", "names no seccomp profile any more; before it was " + was));
        }
        told(
                        policy,
                        "spec.seccompProfile",
                        profile + " allows more than "
                                + (Objects.equals(was, profile) ? "before" : was + " did before"),
                        widening(was, profile, now, held))
                .ifPresent(findings::add);
        return findings;
    }

    /** What a profile of now allows beyond one of before, in a container with these capabilities, a line each. */
    private List<String> widening(@Nullable String earlier, @Nullable String later, Inputs now, Set<Capability> held) {
        Optional<ProfileStack> was = stack(earlier, before, held);
        Optional<ProfileStack> is = stack(later, now, held);
        if (was.isEmpty() || is.isEmpty()) {
            return List.of();
        }
        Comparison comparison = Comparison.of(was.get(), is.get(), new Target(held, null, null));
        List<Change> wider = comparison.changes().stream()
                .filter(change -> change.effect() == Effect.WIDER)
                .toList();
        List<String> lines = wider.stream()
                .limit(MAX_LINES)
                .map(change -> ChangeText.of(change, comparison.named(), NameList.MAX_NAMES))
                .collect(Collectors.toCollection(ArrayList::new));
        if (wider.size() > MAX_LINES) {
            lines.add("and " + (wider.size() - MAX_LINES) + " more; portcullis diff prints all");
        }
        return lines;
    }

    /** The profile on its bases, for a container with these capabilities; empty for one that is not there, or is wrong. */
    private Optional<ProfileStack> stack(@Nullable String name, Inputs inputs, Set<Capability> held) {
        return Optional.ofNullable(name)
                .flatMap(inputs.profiles()::spec)
                .map(spec -> renderer.read(Objects.requireNonNull(name), spec, inputs.profiles()::spec, held))
                .flatMap(
                        reading -> reading instanceof Reading.Read read ? Optional.of(read.stack()) : Optional.empty());
    }

    /** The capabilities of a policy's containers; none where no runtime starts them. */
    private static Set<Capability> held(CapabilityPolicySpec spec) {
        CapabilityAdjustment lists = spec.adjustment();
        try {
            return RuntimeDefaults.named(spec.runtime())
                    .map(runtime -> runtime.apply(Adjustment.of(lists.added(), lists.dropped()))
                            .capabilities())
                    .orElse(Set.of());
        } catch (IllegalArgumentException e) {
            return Set.of();
        }
    }

    private static Optional<Diagnostic> told(
            CheckedManifest<?> object, String location, String headline, List<String> lines) {
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(told(object, location, headline + ":\n  " + String.join("\n  ", lines)));
    }

    private static Diagnostic told(CheckedManifest<?> object, String location, String message) {
        return object.manifest().diagnostic(Diagnostic.Level.WARNING, Problem.WIDENED.code(), location, message);
    }
}
