package dev.portcullis.cli.explain;

import dev.portcullis.cli.input.ProfileSet;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.seccomp.Explanation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One rule that was looked at.
 *
 * @param place file and line
 * @param profile the profile that it stands in
 * @param location where in that profile
 * @param rule the rule
 * @param outcome what comes of it, in words
 */
record Considered(String place, String profile, String location, Explanation.Naming rule, String outcome) {

    /** All rules of an explanation, each with what comes of it. */
    static List<Considered> all(Explanation explanation, Question question, ProfileSet profiles) {
        return explanation.rules().stream()
                .map(rule -> of(rule, question, profiles, before(rule, explanation, profiles)))
                .toList();
    }

    private static Considered of(
            Explanation.Naming rule, Question question, ProfileSet profiles, Optional<String> before) {
        Manifest manifest = manifest(profiles, rule.profile());
        return new Considered(
                location(manifest, rule.location()),
                rule.profile(),
                manifest.written(rule.location()),
                rule,
                Outcome.of(rule, question, before));
    }

    /** The rule that decides instead of this one: for the same conditions, or for all arguments. */
    private static Optional<String> before(Explanation.Naming rule, Explanation explanation, ProfileSet profiles) {
        return explanation.rules().stream()
                .filter(other -> other.effect() == Explanation.Effect.DECIDES)
                .filter(other -> other.conditions().equals(rule.conditions())
                        || other.conditions().always())
                .findFirst()
                .map(other -> location(manifest(profiles, other.profile()), other.location()));
    }

    private static Manifest manifest(ProfileSet profiles, String name) {
        return Objects.requireNonNull(profiles.profiles().get(name)).manifest();
    }

    /** File and line of a location. */
    static String location(Manifest manifest, String location) {
        return manifest.file() + ":" + manifest.place(location).line();
    }
}
