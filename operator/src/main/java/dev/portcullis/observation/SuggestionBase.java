package dev.portcullis.observation;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.seccomp.ProfileStack;
import dev.portcullis.seccomp.Target;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The observed profile, which a suggestion builds on.
 *
 * @param name its name
 * @param spec what stands in it
 * @param allowed the syscalls that it allows in any case
 * @param settled the syscalls of which it says something without conditions that is not its default, so that a rule with
 *     conditions would change nothing
 */
public record SuggestionBase(String name, SeccompProfileSpec spec, Set<String> allowed, Set<String> settled) {

    /** Copies what it is given. */
    public SuggestionBase {
        allowed = Set.copyOf(allowed);
        settled = Set.copyOf(settled);
    }

    /** A profile with what it builds on. */
    public static SuggestionBase of(String name, SeccompProfileSpec spec, ProfileStack stack) {
        Set<String> settled = stack.resolvedFor(Target.UNPRIVILEGED).rules().stream()
                .filter(rule -> rule.conditions().always())
                .flatMap(rule -> rule.names().stream())
                .collect(Collectors.toSet());
        return new SuggestionBase(name, spec, stack.allowedEverywhere(), settled);
    }
}
