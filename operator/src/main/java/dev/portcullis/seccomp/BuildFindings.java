package dev.portcullis.seccomp;

import dev.portcullis.wording.NameList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The words for rules from which libseccomp builds no filter, so that no container would start. */
final class BuildFindings {

    private static final String RULES = "spec.syscalls";

    private final List<Rule> rules;
    private final BiFunction<Integer, Set<String>, Optional<String>> places;
    private final Findings findings;

    private BuildFindings(
            List<Rule> rules, BiFunction<Integer, Set<String>, Optional<String>> places, Findings findings) {
        this.rules = rules;
        this.places = places;
        this.findings = findings;
    }

    /**
     * Finds collisions among the rules of a profile as it is written, some of which a rendering would leave out without
     * a word. Where libseccomp does not return, a rendering may have another order.
     */
    static void ofWritten(Profile profile, Target target, Findings findings) {
        List<Rule> rules = new ArrayList<>();
        List<String> places = new ArrayList<>();
        for (int i = 0; i < profile.rules().size(); i++) {
            if (profile.rules().get(i).in(target) == ConditionalRule.Presence.PRESENT) {
                for (Rule rule : profile.rules().get(i).rules()) {
                    rules.add(rule);
                    places.add(RULES + "[" + i + "]");
                }
            }
        }
        Filter filter = profile.resolvedFor(target);
        BuildFindings told = new BuildFindings(rules, (i, names) -> Optional.of(places.get(i)), findings);
        FilterBuild build = new FilterBuild(rules, filter.defaultVerdict());
        Stream.concat(
                        build.ofDirectCalls(target.architecture(), filter.architectures()).stream(),
                        build.ofMultiplexedCalls(target.architecture(), filter.architectures()).stream())
                .filter(Obstacle.Collision.class::isInstance)
                .forEach(told::tell);
    }

    /**
     * Finds what keeps libseccomp from building a rendered filter.
     *
     * @param profile the profile, for the places of its rules; those of bases have none
     */
    static void ofRendered(Profile profile, ProfileStack.Resolved resolved, Findings findings) {
        Filter filter = resolved.filter();
        BuildFindings told = new BuildFindings(
                filter.rules(),
                (i, names) -> place(profile, resolved.target(), filter.rules().get(i), names),
                findings);
        FilterBuild build = new FilterBuild(filter.rules(), filter.defaultVerdict());
        List<Obstacle> direct = build.ofDirectCalls(resolved.target().architecture(), filter.architectures());
        direct.forEach(told::tell);
        build.ofMultiplexedCalls(resolved.target().architecture(), filter.architectures())
                .forEach(told::tell);
        if (direct.isEmpty() && resolved.target().architecture() == null) {
            // A node of an architecture that no profile names can be such a one.
            build.ofMultiplexedCalls(Architecture.S390X, List.of()).stream()
                    .filter(Obstacle.Endlessness.class::isInstance)
                    .forEach(told::tell);
        }
    }

    private static Optional<String> place(Profile profile, Target target, Rule rule, Set<String> names) {
        return IntStream.range(0, profile.rules().size())
                .filter(i -> profile.rules().get(i).in(target) == ConditionalRule.Presence.PRESENT)
                .filter(i -> profile.rules().get(i).rules().stream()
                        .anyMatch(one -> one.conditions().equals(rule.conditions())
                                && one.verdict().equals(rule.verdict())
                                && one.names().containsAll(names)))
                .mapToObj(i -> RULES + "[" + i + "]")
                .findFirst();
    }

    private void tell(Obstacle obstacle) {
        String location =
                places.apply(obstacle.site().later(), obstacle.site().names()).orElse(RULES);
        switch (obstacle) {
            case Obstacle.Collision found ->
                findings.add(Finding.Code.CONFLICTING_RULES, location, collision(found.site()));
            case Obstacle.Endlessness found ->
                findings.add(Finding.Code.ENDLESS_RULES, location, endlessness(found.site()));
        }
    }

    private String collision(Obstacle.Site site) {
        Conditions earlier = rules.get(site.earlier()).conditions();
        Conditions later = rules.get(site.later()).conditions();
        String names = NameList.of(site.names());
        if (site.multiplexer() != null) {
            return "on " + Objects.requireNonNull(site.through()).ociName() + " " + names + " is behind "
                    + site.multiplexer()
                    + " too, where conditions on arg0 are lost: there the rules with " + earlier + " and with " + later
                    + " collide, and no container starts; leave out that architecture, or one of the rules";
        }
        String place = places.apply(site.earlier(), site.names()).orElse("the rule with " + earlier);
        if (earlier.equals(later)) {
            return names + " already has another action under the same conditions in " + place
                    + "; keep one of the two";
        }
        if (earlier.beginnings().contains(later)) {
            return names + " has another action under these conditions and more in " + place
                    + ", and libseccomp refuses to add the wider rule behind the narrower; keep one of the two";
        }
        if (site.through() != null && !site.through().has64Bits()) {
            return "on " + site.through().ociName() + ", where numbers have 32 bits, " + names
                    + " has another action under the same conditions in " + place
                    + ", and no container starts; leave out that architecture, or one of the rules";
        }
        return names + " has another action with " + earlier + " in " + place
                + "; libseccomp compares the halves of numbers"
                + " one by one, and refuses to add " + later
                + " behind that, so that no container starts; give both the same action, or keep one of the two";
    }

    private String endlessness(Obstacle.Site site) {
        Conditions earlier = rules.get(site.earlier()).conditions();
        Conditions later = rules.get(site.later()).conditions();
        String where = site.multiplexer() == null
                ? ""
                : "on " + Objects.requireNonNull(site.through()).ociName() + ", behind " + site.multiplexer() + ", ";
        return where + NameList.of(site.names()) + " has another rule with " + earlier
                + places.apply(site.earlier(), site.names())
                        .map(place -> " in " + place)
                        .orElse("")
                + "; libseccomp never returns from adding " + later
                + " behind that, and the start of a container hangs with a core at 100 %; "
                + (rules.get(site.earlier())
                                .verdict()
                                .equals(rules.get(site.later()).verdict())
                        ? "write conditions with other operators, or keep one of the two"
                        : "give both the same action, or put this rule before the other, which may then decide where"
                                + " both hold");
    }
}
