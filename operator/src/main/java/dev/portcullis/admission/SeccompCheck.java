package dev.portcullis.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.api.SeccompDemand;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A policy's verdict on the seccomp profiles of a pod: first whoever says Unconfined, then who has not what is demanded. */
final class SeccompCheck {

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
                        Rule.SECCOMP,
                        containers,
                        c -> !check.fits(check.effective(c)),
                        SeccompSetting.FIELD,
                        c -> check.effective(c).map(check::unfit).orElseGet(check::silent)));
    }

    private Optional<Objection> unconfined(List<PodContainer> containers) {
        String words = "has the seccomp profile Unconfined, which " + policy
                + " does not allow: remove it, or write securityContext." + demanded();
        if (ofPod.filter(SeccompSetting::unconfined).isPresent()) {
            long more = containers.stream().filter(SeccompCheck::unconfined).count();
            return Optional.of(new Objection(
                    Rule.SECCOMP,
                    "",
                    "securityContext." + SeccompSetting.FIELD,
                    "the pod " + words + PodCheck.more((int) more)));
        }
        return PodCheck.objection(Rule.SECCOMP, containers, SeccompCheck::unconfined, SeccompSetting.FIELD, c -> words);
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

    private String silent() {
        return "has no seccomp profile, but " + policy + " demands one: write securityContext." + demanded();
    }

    private String unfit(SeccompSetting setting) {
        String wanted = requirements.seccomp() == SeccompDemand.PROFILE ? file() : "one";
        return "has the seccomp profile " + setting.name() + ", but " + policy + " demands " + wanted
                + ": write securityContext." + demanded();
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
