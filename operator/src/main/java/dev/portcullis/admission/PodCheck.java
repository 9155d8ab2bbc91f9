package dev.portcullis.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A policy's verdict on a pod that it governs, word for word as the API server gives it by the generated admission
 * policy. Windows pods are fine whatever they say.
 */
public final class PodCheck {

    private static final String ALL = "ALL";

    private final Requirements requirements;
    private final String policy;

    private PodCheck(Requirements requirements) {
        this.requirements = requirements;
        this.policy = "CapabilityPolicy \"" + requirements.policy() + "\"";
    }

    /**
     * What a policy has against a pod: one objection for each rule that is broken, in the order of the rules.
     *
     * @param podSpec the {@code spec} of a pod or of a workload's pod template
     */
    public static List<Objection> of(Requirements requirements, JsonNode podSpec) {
        if (windows(podSpec)) {
            return List.of();
        }
        PodCheck check = new PodCheck(requirements);
        List<PodContainer> containers = PodContainer.of(podSpec);
        List<Objection> objections = new ArrayList<>();
        check.privileged(containers).ifPresent(objections::add);
        check.add(containers).ifPresent(objections::add);
        check.drop(containers).ifPresent(objections::add);
        SeccompCheck.of(requirements, podSpec, containers).ifPresent(objections::add);
        return List.copyOf(objections);
    }

    /** Whether a pod runs on Windows, which has neither capabilities nor seccomp. */
    static boolean windows(JsonNode podSpec) {
        return podSpec.path("os").path("name").asText("").equals("windows");
    }

    private Optional<Objection> privileged(List<PodContainer> containers) {
        String most = requirements.allowed().isEmpty()
                ? " allows no capability"
                : " allows " + String.join(", ", requirements.allowed()) + " at most";
        return objection(
                Rule.PRIVILEGED,
                containers,
                c -> c.privileged() && !requirements.everything(),
                "privileged",
                c -> "is privileged, which gives it every capability; " + policy + most
                        + ": remove securityContext.privileged");
    }

    private Optional<Objection> add(List<PodContainer> containers) {
        String allowed = requirements.allowed().isEmpty() ? "none" : String.join(", ", requirements.allowed());
        return objection(
                Rule.ADD,
                containers,
                c -> !excess(c).isEmpty(),
                "capabilities.add",
                c -> "adds " + String.join(", ", excess(c)) + ", which " + policy
                        + " does not allow: remove that from securityContext.capabilities.add; allowed: " + allowed);
    }

    private List<String> excess(PodContainer container) {
        return container.add().stream().filter(name -> !mayAdd(name)).toList();
    }

    private boolean mayAdd(String name) {
        return requirements.everything()
                || requirements.allowed().contains(name)
                || (requirements.addAll() && ALL.equalsIgnoreCase(name));
    }

    private Optional<Objection> drop(List<PodContainer> containers) {
        return objection(
                Rule.DROP,
                containers,
                c -> !missing(c).isEmpty(),
                "capabilities.drop",
                c -> "does not drop " + String.join(", ", missing(c)) + ", as " + policy
                        + " demands: write securityContext.capabilities.drop: ["
                        + missing(c).stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ")) + "]");
    }

    /** What the container should drop and does not; names count in any case, as the runtimes take them. */
    private List<String> missing(PodContainer container) {
        List<String> dropped = container.drop().stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .toList();
        if (dropped.contains(ALL)) {
            return List.of();
        }
        return requirements.dropAll()
                ? List.of(ALL)
                : requirements.drop().stream()
                        .filter(name -> !dropped.contains(name))
                        .toList();
    }

    /**
     * The objection to the first container that breaks a rule; empty when none does.
     *
     * @param field the field of {@code securityContext} that the rule is about
     * @param words what is wrong with the container
     */
    static Optional<Objection> objection(
            Rule rule,
            List<PodContainer> containers,
            Predicate<PodContainer> breaks,
            String field,
            Function<PodContainer, String> words) {
        List<PodContainer> offenders = containers.stream().filter(breaks).toList();
        return offenders.stream()
                .findFirst()
                .map(first -> new Objection(
                        rule,
                        first.name(),
                        first.location() + ".securityContext." + field,
                        "container \"" + first.name() + "\" " + words.apply(first) + more(offenders.size() - 1)));
    }

    /** That so many more containers break the rule. */
    static String more(int containers) {
        return containers == 0 ? "" : " (and " + containers + " more containers)";
    }
}
