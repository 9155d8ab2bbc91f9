package dev.portcullis.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.admission.EnforcementSettings;
import dev.portcullis.admission.Filling;
import dev.portcullis.admission.Objection;
import dev.portcullis.admission.PodCheck;
import dev.portcullis.admission.Reach;
import dev.portcullis.admission.Requirements;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.Enforcement;
import dev.portcullis.api.Validation;
import dev.portcullis.manifest.Diagnostic;
import java.util.List;

/**
 * A policy as the API server holds pods to it, when every node has its files.
 *
 * @param requirements what it demands
 * @param reach whom it governs
 * @param enforcement what is done with them
 */
record EnforcedPolicy(Requirements requirements, Reach reach, Enforcement enforcement) {

    /**
     * The policy of this name.
     *
     * @throws IllegalArgumentException if it could not be rendered; the message says why
     */
    static EnforcedPolicy of(String name, CapabilityPolicySpec spec, EnforcementSettings settings) {
        return new EnforcedPolicy(
                Requirements.of(name, spec, true, settings.fillable()),
                Reach.of(spec, settings.exemptNamespaces()),
                spec.enforced());
    }

    /** A pod's spec with what this policy writes into it. */
    JsonNode filled(JsonNode podSpec) {
        return enforcement.mutates() ? Filling.of(requirements, podSpec) : podSpec;
    }

    /** What is said against a pod. */
    List<Objection> objections(JsonNode podSpec) {
        return enforcement.validation() == Validation.OFF ? List.of() : PodCheck.of(requirements, podSpec);
    }

    /** How bad it is when a pod does not keep to it. */
    Diagnostic.Level level() {
        return enforcement.validation() == Validation.DENY ? Diagnostic.Level.ERROR : Diagnostic.Level.WARNING;
    }
}
