package dev.portcullis.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.api.SeccompDemand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A policy's verdict on a pod that it governs, word for word as the generated admission policy gives it. Windows pods
 * always comply.
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
     * A policy's objections to a pod: one for each broken rule, in the order of the rules.
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

    /** Returns whether a pod runs on Windows, which has neither capabilities nor seccomp. */
    static boolean windows(JsonNode podSpec) {
        return podSpec.path("os").path("name").asText("").equals("windows");
    }

    private Optional<Objection> privileged(List<PodContainer> containers) {
        String most = requirements.allowed().isEmpty()
                ? " allows no capability"
                : " allows " + String.join(", ", requirements.allowed()) + " at most";
        return objection(
                Objection.Rule.PRIVILEGED,
                containers,
                c -> c.privileged() && !requirements.everything(),
                "privileged",
                c -> new Charge(
                        "is privileged, which gives it",
                        "are privileged, which gives them",
                        " every capability; " + policy + most + ": remove securityContext.privileged"));
    }

    private Optional<Objection> add(List<PodContainer> containers) {
        String allowed = requirements.allowed().isEmpty() ? "none" : String.join(", ", requirements.allowed());
        return objection(
                Objection.Rule.ADD,
                containers,
                c -> !excess(c).isEmpty(),
                "capabilities.add",
                c -> new Charge(
                        "adds",
                        "add",
                        " " + String.join(", ", excess(c)) + ", which " + policy
                                + " does not allow: remove that from securityContext.capabilities.add; allowed: "
                                + allowed));
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
                Objection.Rule.DROP,
                containers,
                c -> !missing(c).isEmpty(),
                "capabilities.drop",
                c -> new Charge(
                        "does not drop",
                        "do not drop",
                        " " + String.join(", ", missing(c)) + ", as " + policy
                                + " demands: write securityContext.capabilities.drop: ["
                                + missing(c).stream()
                                        .map(name -> '"' + name + '"')
                                        .collect(Collectors.joining(", "))
                                + "]"));
    }

    /**
     * The capabilities that the container fails to drop. Runtimes accept the names in any case, but Pod Security wants the
     * letters ALL (k8s.io/pod-security-admission, check_capabilities_restricted.go), and so does a policy that drops it.
     */
    private List<String> missing(PodContainer container) {
        if (requirements.dropAll()) {
            return container.drop().contains(ALL) ? List.of() : List.of(ALL);
        }
        List<String> dropped = container.drop().stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .toList();
        return dropped.contains(ALL)
                ? List.of()
                : requirements.drop().stream()
                        .filter(name -> !dropped.contains(name))
                        .toList();
    }

    /**
     * The words about a container that breaks a rule.
     *
     * @param singular the verb
     * @param plural the verb for several containers
     * @param rest the rest of the sentence
     */
    private record Charge(String singular, String plural, String rest) {

        Objection.Offence against(List<PodContainer> containers, String field) {
            List<String> names = containers.stream().map(PodContainer::name).toList();
            String sentence = names.size() == 1
                    ? "container \"" + names.getFirst() + "\" " + singular
                    : "containers " + String.join(", ", names) + " " + plural;
            String location = containers.getFirst().location() + ".securityContext." + field;
            return new Objection.Offence(names, location, sentence + rest);
        }
    }

    /**
     * The objection to the containers that break a rule; empty when none does.
     *
     * @param field the field of {@code securityContext} that the rule is about
     * @param charge the words about one of them
     */
    private static Optional<Objection> objection(
            Objection.Rule rule,
            List<PodContainer> containers,
            Predicate<PodContainer> breaks,
            String field,
            Function<PodContainer, Charge> charge) {
        List<PodContainer> offenders = containers.stream().filter(breaks).toList();
        if (offenders.isEmpty()) {
            return Optional.empty();
        }
        Map<Charge, List<PodContainer>> alike =
                offenders.stream().collect(Collectors.groupingBy(charge, LinkedHashMap::new, Collectors.toList()));
        PodContainer first = offenders.getFirst();
        return Optional.of(new Objection(
                rule,
                alike.entrySet().stream()
                        .map(group -> group.getKey().against(group.getValue(), field))
                        .toList(),
                charge.apply(first).against(List.of(first), field).message() + more(offenders.size() - 1)));
    }

    /** The number of further containers that break the rule, in words. */
    private static String more(int containers) {
        return containers == 0 ? "" : " (and " + containers + " more containers)";
    }

    /**
     * A policy's verdict on a pod's seccomp profiles: first the containers that say Unconfined, then those without the
     * profile demanded.
     */
    private static final class SeccompCheck {

        private final Requirements requirements;
        private final String policy;
        private final Optional<SeccompSetting> ofPod;

        private SeccompCheck(Requirements requirements, JsonNode podSpec) {
            this.requirements = requirements;
            this.policy = "CapabilityPolicy \"" + requirements.policy() + "\"";
            this.ofPod = SeccompSetting.of(podSpec.path("securityContext"));
        }

        static Optional<Objection> of(Requirements requirements, JsonNode podSpec, List<PodContainer> containers) {
            if (requirements.seccomp() == SeccompDemand.ANY) {
                return Optional.empty();
            }
            SeccompCheck check = new SeccompCheck(requirements, podSpec);
            return check.unconfined(containers)
                    .or(() -> PodCheck.objection(
                            Objection.Rule.SECCOMP,
                            containers,
                            c -> !check.fits(check.effective(c)),
                            SeccompSetting.FIELD,
                            c -> check.effective(c).map(check::unfit).orElseGet(check::silent)));
        }

        private Optional<Objection> unconfined(List<PodContainer> containers) {
            Charge charge = new Charge(
                    "has",
                    "have",
                    " the seccomp profile Unconfined, which " + policy
                            + " does not allow: remove it, or write securityContext." + demanded());
            Optional<Objection> ofContainers = PodCheck.objection(
                    Objection.Rule.SECCOMP, containers, SeccompCheck::unconfined, SeccompSetting.FIELD, c -> charge);
            if (ofPod.filter(SeccompSetting::unconfined).isEmpty()) {
                return ofContainers;
            }
            String message = "the pod " + charge.singular() + charge.rest();
            List<Objection.Offence> offences = new ArrayList<>();
            offences.add(new Objection.Offence(List.of(), "securityContext." + SeccompSetting.FIELD, message));
            ofContainers.ifPresent(objection -> offences.addAll(objection.offences()));
            long more = containers.stream().filter(SeccompCheck::unconfined).count();
            return Optional.of(new Objection(Objection.Rule.SECCOMP, offences, message + PodCheck.more((int) more)));
        }

        private static boolean unconfined(PodContainer container) {
            return container.seccomp().filter(SeccompSetting::unconfined).isPresent();
        }

        private Optional<SeccompSetting> effective(PodContainer container) {
            return container.seccomp().or(() -> ofPod);
        }

        private boolean fits(Optional<SeccompSetting> effective) {
            return switch (requirements.seccomp()) {
                case ANY, NOT_UNCONFINED -> true;
                case CONFINED -> effective.filter(SeccompSetting::confined).isPresent();
                case PROFILE -> effective.equals(Optional.of(SeccompSetting.localhost(file())));
            };
        }

        private Charge silent() {
            return lacking(" no seccomp profile", "one");
        }

        private Charge unfit(SeccompSetting setting) {
            return lacking(
                    " the seccomp profile " + setting.name(),
                    requirements.seccomp() == SeccompDemand.PROFILE ? file() : "one");
        }

        private Charge lacking(String found, String wanted) {
            return new Charge(
                    "has",
                    "have",
                    found + ", but " + policy + " demands " + wanted + ": write securityContext." + demanded());
        }

        private String demanded() {
            return requirements.seccomp() == SeccompDemand.PROFILE
                    ? "seccompProfile: {type: Localhost, localhostProfile: " + file() + "}"
                    : "seccompProfile: {type: RuntimeDefault}";
        }

        private String file() {
            return Objects.requireNonNull(requirements.localhostProfile(), "the file that is demanded is there");
        }
    }
}
