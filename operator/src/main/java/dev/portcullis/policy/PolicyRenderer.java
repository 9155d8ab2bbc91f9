package dev.portcullis.policy;

import dev.portcullis.api.CapabilityAdjustment;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.Validation;
import dev.portcullis.capability.Adjustment;
import dev.portcullis.capability.CapabilityDocument;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.Credentials;
import dev.portcullis.capability.Program;
import dev.portcullis.capability.RuntimeDefaults;
import dev.portcullis.capability.ThreadCapabilities;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Limit;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Restriction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Renders a policy as its files. The same meaning gives the same bytes.
 *
 * @param renderer renders the seccomp profile that it names
 */
public record PolicyRenderer(Renderer renderer) {

    private static final String PROFILE = "spec.seccompProfile";

    /** A renderer that renders the same with this restriction. */
    public PolicyRenderer restrictedBy(Restriction restriction) {
        return new PolicyRenderer(renderer.restrictedBy(restriction));
    }

    /** A renderer that also refuses profiles beyond this limit. */
    public PolicyRenderer within(Limit limit) {
        return new PolicyRenderer(renderer.within(limit));
    }

    /**
     * Renders for all nodes, or returns the reasons against it.
     *
     * @param name the policy's name
     * @param spec the policy
     * @param profiles the source of SeccompProfiles: the one that it names, and its bases
     */
    public PolicyRendering render(String name, CapabilityPolicySpec spec, Bases profiles) {
        CapabilityAdjustment lists = spec.adjustment();
        try {
            RuntimeDefaults runtime = RuntimeDefaults.named(spec.runtime())
                    .orElseThrow(() -> new IllegalArgumentException("there is no runtime " + spec.runtime()
                            + "; use one of " + String.join(", ", RuntimeDefaults.names())));
            return render(name, spec, runtime, Adjustment.of(lists.added(), lists.dropped()), profiles);
        } catch (IllegalArgumentException e) {
            String message = Objects.requireNonNullElse(e.getMessage(), "");
            return new PolicyRendering.Refused(
                    List.of(new Finding(Finding.Code.CAPABILITIES_REFUSED, "spec.capabilities", message)));
        }
    }

    private PolicyRendering render(
            String name, CapabilityPolicySpec spec, RuntimeDefaults runtime, Adjustment adjustment, Bases profiles) {
        String document = CapabilityDocument.of(runtime, adjustment);
        List<Finding> warnings = new ArrayList<>(warnings(spec));
        Rendering.Rendered seccomp = null;
        if (spec.hasSeccompProfile()) {
            switch (seccomp(name, spec, runtime.apply(adjustment), profiles)) {
                case Rendering.Refused refused -> {
                    return new PolicyRendering.Refused(refused.findings());
                }
                case Rendering.Rendered rendered -> seccomp = rendered;
            }
            warnings.addAll(told(spec, seccomp.warnings()));
        }
        return new PolicyRendering.Rendered(
                document,
                seccomp,
                started(runtime, adjustment, Credentials.ROOT),
                started(runtime, adjustment, Credentials.NON_ROOT),
                warnings);
    }

    private Rendering seccomp(String name, CapabilityPolicySpec spec, CapabilitySet held, Bases profiles) {
        String profile = Objects.requireNonNull(spec.seccompProfile());
        Optional<SeccompProfileSpec> found = profiles.spec(profile);
        if (found.isEmpty()) {
            return refused(
                    Finding.Code.PROFILE_MISSING,
                    "there is no SeccompProfile " + profile + "; create it, or correct the name");
        }
        String title =
                "SeccompProfile " + profile + " for CapabilityPolicy " + name + ", whose containers hold " + held;
        return switch (renderer.renderExplained(profile, found.get(), profiles, held.capabilities(), title)) {
            case Rendering.Rendered rendered -> rendered;
            case Rendering.Refused refused ->
                refused(profile, refused.findings().getFirst());
        };
    }

    private static Rendering refused(String profile, Finding why) {
        return switch (why.code()) {
            case ABOVE_CEILING -> refused(why.code(), profile + " with the policy's capabilities " + why.message());
            case CEILING_MISSING, CEILING_REFUSED -> refused(why.code(), why.message());
            default ->
                refused(Finding.Code.PROFILE_REFUSED, "SeccompProfile " + profile + " cannot be rendered: " + why);
        };
    }

    private static Rendering refused(Finding.Code code, String message) {
        return new Rendering.Refused(List.of(new Finding(code, PROFILE, message)));
    }

    private static List<Finding> warnings(CapabilityPolicySpec spec) {
        boolean enforces = spec.enforced().validation() != Validation.OFF
                || spec.enforced().mutates();
        if (enforces && !spec.governs()) {
            return List.of(new Finding(
                    Finding.Code.GOVERNS_NOBODY,
                    "spec.enforcement",
                    "nothing is enforced, because the policy selects no pods; add a podSelector or a"
                            + " namespaceSelector, {} for all"));
        }
        // An author who writes Off has decided so.
        return spec.governs() && spec.enforcement() == null
                ? List.of(new Finding(
                        Finding.Code.ENFORCES_NOTHING,
                        "spec",
                        "pods are selected, but nothing is done to them; say what with enforcement.validate or"
                                + " enforcement.mutate, or write validate: \"Off\""))
                : List.of();
    }

    /** The profile's findings, located in the policy. Rules left out are intended here. */
    private static List<Finding> told(CapabilityPolicySpec spec, List<Finding> ofProfile) {
        return ofProfile.stream()
                .filter(finding -> finding.code() != Finding.Code.CAPABILITY_CONDITIONS)
                .map(finding -> new Finding(finding.code(), PROFILE, spec.seccompProfile() + " " + finding))
                .toList();
    }

    private static ThreadCapabilities started(RuntimeDefaults runtime, Adjustment adjustment, Credentials user) {
        return runtime.process(adjustment, user.equals(Credentials.ROOT))
                .applied(user)
                .execve(Program.PLAIN)
                .orElseThrow();
    }
}
