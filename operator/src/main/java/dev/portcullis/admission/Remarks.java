package dev.portcullis.admission;

import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.SeccompDemand;
import dev.portcullis.api.Validation;
import dev.portcullis.capability.Adjustment;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.RuntimeDefaults;
import dev.portcullis.seccomp.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Warnings about a policy whose enforcement reaches further, or less far, than its author may think. */
public final class Remarks {

    private final CapabilityPolicySpec spec;
    private final EnforcementSettings settings;
    private final Requirements requirements;

    private Remarks(CapabilityPolicySpec spec, EnforcementSettings settings, Requirements requirements) {
        this.spec = spec;
        this.settings = settings;
        this.requirements = requirements;
    }

    /**
     * The remarks on a policy; none when it does nothing to pods.
     *
     * @throws IllegalArgumentException as {@link Requirements#of}
     */
    public static List<Finding> of(String name, CapabilityPolicySpec spec, EnforcementSettings settings) {
        if (!spec.enforces()) {
            return List.of();
        }
        Requirements requirements = Requirements.of(name, spec, true, settings.fillable());
        return new Remarks(spec, settings, requirements).all();
    }

    private List<Finding> all() {
        List<Finding> remarks = new ArrayList<>();
        switch (Scope.of(spec, settings.exemptNamespaces())) {
            case EXEMPT ->
                remarks.add(new Finding(
                        Finding.Code.GOVERNS_NOBODY,
                        "spec.namespaceSelector",
                        "nothing is enforced, because every namespace that the policy selects is exempt: " + exempt()
                                + "; select others, or take it out of the operator's --exempt-namespaces"));
            case NOTHING ->
                remarks.add(new Finding(
                        Finding.Code.GOVERNS_NOBODY,
                        "spec",
                        "nothing is enforced, because no pod can match selectors that contradict themselves"));
            case EVERYTHING -> {
                if (refuses()) {
                    remarks.add(everything());
                }
            }
            case NOBODY, SOME -> {}
        }
        if (!undropped().isEmpty()) {
            remarks.add(runtimes());
        }
        if (spec.enforced().mutates() && !requirements.notFilled().isEmpty()) {
            remarks.add(notFilled());
        }
        return remarks;
    }

    private boolean refuses() {
        return spec.enforced().validation() == Validation.DENY
                && (!requirements.everything() || requirements.seccomp() != SeccompDemand.ANY);
    }

    private Finding everything() {
        return new Finding(
                Finding.Code.GOVERNS_EVERYTHING,
                "spec.enforcement.validate",
                "Deny over all namespaces but " + exempt()
                        + " refuses network plug-ins, storage drivers and other pods of"
                        + " the system too, when they are created anew; begin with Warn, and exempt their namespaces"
                        + " (--exempt-namespaces) or select namespaces by a label");
    }

    /** The capabilities that some runtime gives by default and that the policy neither gives nor drops. */
    private CapabilitySet undropped() {
        Adjustment adjustment =
                Adjustment.of(spec.adjustment().added(), spec.adjustment().dropped());
        return adjustment.dropAll()
                ? CapabilitySet.NONE
                : RuntimeDefaults.underAny()
                        .minus(CapabilitySet.ofNames(requirements.allowed()))
                        .minus(adjustment.drop());
    }

    private Finding runtimes() {
        String must = requirements.dropAll() ? "ALL" : String.join(", ", requirements.drop());
        return new Finding(
                Finding.Code.RUNTIME_GIVES_MORE,
                "spec.runtimeDefaults",
                "there are runtimes that give containers " + undropped()
                        + " by themselves, which is beyond this policy's set;" + " so containers have to drop " + must
                        + ", and capabilities.drop had better say so");
    }

    private Finding notFilled() {
        return new Finding(
                Finding.Code.NOT_FILLED_IN,
                "spec.enforcement.mutate",
                "containers that say nothing are not given " + String.join(", ", requirements.notFilled())
                        + ", because not every runtime gives them that by itself; have their manifests add it, or name it in"
                        + " the operator's --fill-capabilities");
    }

    private String exempt() {
        return String.join(", ", new TreeSet<>(settings.exemptNamespaces()));
    }
}
