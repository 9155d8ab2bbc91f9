package dev.portcullis.admission;

import dev.portcullis.api.CapabilityAdjustment;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A JSON patch in CEL that fills in what a pod leaves out; JSONPatch, because an ApplyConfiguration may not set {@code add}
 * and {@code drop}, which are atomic lists.
 */
final class FillExpression {

    /** The containers that this request adds, and their paths; those of a running pod cannot be changed any more. */
    static final String CONTAINERS = """
            request.operation == 'CREATE' ?
            object.spec.?initContainers.orValue([]).transformList(i, c, {'at': dyn('/spec/initContainers/' + string(i)), 'is': c}) +
            object.spec.?containers.orValue([]).transformList(i, c, {'at': dyn('/spec/containers/' + string(i)), 'is': c}) :
            object.spec.?ephemeralContainers.orValue([]).transformList(i, c,
            !oldObject.spec.?ephemeralContainers.orValue([]).exists(o, o.name == c.name),
            {'at': dyn('/spec/ephemeralContainers/' + string(i)), 'is': c})""";

    /** True if CONTAINER says nothing of capabilities; a privileged one has them all, whatever it says. */
    static final String SILENT = """
            !CONTAINER.?securityContext.?privileged.orValue(false) &&
            CONTAINER.?securityContext.?capabilities.?add.orValue([]).size() == 0 &&
            CONTAINER.?securityContext.?capabilities.?drop.orValue([]).size() == 0""";

    private static final String NO_PROFILE =
            "!has(object.spec.securityContext) || !has(object.spec.securityContext.seccompProfile)";

    /** True if SETTING names a file that is filled in for a SyscallBlock or a ProfileObservation. */
    private static final String LESSER = "(" + BlockFilling.IS_OURS + " || " + ObservationFilling.IS_OURS + ")";

    /** True if a silent pod was filled in for one of these: the API server calls policies in any order. */
    private static final String FILLED_BEFORE = BlockFilling.WAS_SILENT + " &&\n"
            + LESSER.replace("SETTING", "object.spec.?securityContext.?seccompProfile");

    /** The containers that need a profile of their own, because their pod is running without one. */
    private static final String UNPROFILED = """
            variables.podSilent && request.operation != 'CREATE' ?
            variables.containers.filter(c, !has(c.is.securityContext) || !has(c.is.securityContext.seccompProfile)FILLED) : []""";

    private static final String CONTEXTS = """
            (LISTS).filter(c, !has(c.is.securityContext))
            .map(c, JSONPatch{op: 'add', path: c.at + '/securityContext', value: {}})""";

    private static final String CAPABILITIES =
            "variables.silent.map(c, JSONPatch{op: 'add', path: c.at + '/securityContext/capabilities', value: FILL})";

    private static final String POD_CONTEXT = """
            (request.operation == 'CREATE' && !has(object.spec.securityContext) ?
            [JSONPatch{op: 'add', path: '/spec/securityContext', value: {}}] : [])""";

    private static final String POD_PROFILE = """
            (request.operation == 'CREATE' && variables.podSilent ?
            [JSONPatch{op: 'add', path: '/spec/securityContext/seccompProfile', value: PROFILE}] : [])""";

    private static final String UNMARKED =
            """
            (request.operation == 'CREATE' && variables.podSilent && MARKED ?
            [JSONPatch{op: 'remove', path: MARK}] : [])""".replace("MARKED", BlockFilling.MARKED).replace("MARK", CelText.string(BlockFilling.MARK));

    private static final String PROFILES =
            "variables.unprofiled.map(c, JSONPatch{op: 'add', path: c.at + '/securityContext/seccompProfile', value: PROFILE})";

    private final CapabilityAdjustment fill;
    private final String profile;

    /** Whether it has a file of its own to fill in, in which every block is too, and not only the next best. */
    private final boolean outranksBlocks;

    /** The expression for what the policy fills in. */
    FillExpression(Requirements requirements) {
        fill = requirements.fill();
        profile = requirements.filledProfile().map(FillExpression::literal).orElse("");
        outranksBlocks = requirements.localhostProfile() != null;
    }

    /** Returns whether it has nothing to fill in. */
    boolean isEmpty() {
        return !fillsCapabilities() && !fillsProfile();
    }

    /**
     * The condition under which a request needs the patch, without variables: even an empty patch costs the API server
     * a copy of the pod.
     */
    String condition() {
        List<String> reasons = new ArrayList<>(List.of("request.operation != 'CREATE'"));
        if (fillsCapabilities()) {
            String any = ".orValue([]).exists(c,\n" + SILENT.replace("CONTAINER", "c") + ")";
            reasons.add("object.spec.?containers" + any);
            reasons.add("object.spec.?initContainers" + any);
        }
        if (fillsProfile()) {
            reasons.add(podSilent());
        }
        return String.join(" ||\n", reasons);
    }

    /** The variables that the patch uses. */
    List<Variable> variables() {
        List<Variable> variables = new ArrayList<>(List.of(CelRule.variable("containers", CONTAINERS)));
        if (fillsCapabilities()) {
            variables.add(CelRule.variable(
                    "silent", "variables.containers.filter(c, " + SILENT.replace("CONTAINER", "c.is") + ")"));
        }
        if (fillsProfile()) {
            variables.add(CelRule.variable("podSilent", podSilent()));
            variables.add(CelRule.variable(
                    "unprofiled",
                    UNPROFILED.replace(
                            "FILLED",
                            outranksBlocks
                                    ? " ||\n" + LESSER.replace("SETTING", "c.is.?securityContext.?seccompProfile")
                                    : "")));
        }
        return variables;
    }

    /** The patch: adds missing securityContexts first, then their content. */
    String patch() {
        List<String> lists = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        if (fillsCapabilities()) {
            lists.add("variables.silent");
            parts.add(CAPABILITIES.replace("FILL", capabilities()));
        }
        if (fillsProfile()) {
            lists.add("variables.unprofiled");
            parts.add(POD_CONTEXT);
            parts.add(POD_PROFILE.replace("PROFILE", profile));
            parts.add(PROFILES.replace("PROFILE", profile));
            if (outranksBlocks) {
                parts.add(UNMARKED);
            }
        }
        parts.addFirst(CONTEXTS.replace("LISTS", String.join(" + ", lists)));
        return String.join(" +\n", parts);
    }

    /** A seccompProfile as a CEL literal. */
    static String literal(SeccompSetting profile) {
        return profile.fields().entrySet().stream()
                .map(field -> CelText.string(field.getKey()) + ": " + CelText.string(field.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private boolean fillsCapabilities() {
        return !fill.added().isEmpty() || !fill.dropped().isEmpty();
    }

    private String podSilent() {
        return outranksBlocks ? NO_PROFILE + " ||\n" + FILLED_BEFORE : NO_PROFILE;
    }

    private boolean fillsProfile() {
        return !profile.isEmpty();
    }

    private String capabilities() {
        List<String> members = new ArrayList<>();
        if (!fill.added().isEmpty()) {
            members.add("'add': " + CelText.list(fill.added()));
        }
        if (!fill.dropped().isEmpty()) {
            members.add("'drop': " + CelText.list(fill.dropped()));
        }
        return "{" + String.join(", ", members) + "}";
    }
}
