package dev.portcullis.admission;

import java.util.ArrayList;
import java.util.List;

/** The rules of a policy on capabilities: no privileged containers, what may be added, what must be dropped. */
final class CapabilityRules {

    private static final String PRIVILEGED =
            "variables.containers.filter(c, c.?securityContext.?privileged.orValue(false))";

    private static final String ADDING =
            "variables.containers.filter(c, c.?securityContext.?capabilities.?add.orValue([]).exists(n, EXCESS))";

    private static final String ADDED =
            "variables.adding[0].securityContext.capabilities.add.filter(n, EXCESS).join(', ')";

    /** Runtimes accept the names to drop in any case, but Pod Security only the letters ALL. */
    private static final String KEEPING = """
            variables.containers.filter(c, !NAMES.all(n,
            c.?securityContext.?capabilities.?drop.orValue([]).exists(d, DROPPED in ['ALL', n])))""";

    /** A workload's template is judged before its pods are filled in. */
    private static final String KEEPING_WHEN_FILLED = KEEPING + ".filter(c, request.kind.kind == 'Pod' || !("
            + FillExpression.SILENT.replace("CONTAINER", "c") + "))";

    private static final String KEPT = """
            NAMES.filter(n, !variables.keeping[0].?securityContext.?capabilities.?drop.orValue([])
            .exists(d, DROPPED == n))""";

    private CapabilityRules() {}

    /**
     * The rules of this policy, in the order of the message.
     *
     * @param fills whether pods are filled in before they are judged
     */
    static List<CelRule> of(Requirements requirements, boolean fills) {
        List<CelRule> rules = new ArrayList<>();
        if (!requirements.everything()) {
            rules.add(privileged(requirements));
            rules.add(add(requirements));
        }
        if (requirements.dropAll() || !requirements.drop().isEmpty()) {
            rules.add(drop(requirements, fills ? KEEPING_WHEN_FILLED : KEEPING));
        }
        return rules;
    }

    /** The policy's name, as messages write it. */
    static String policy(Requirements requirements) {
        return "CapabilityPolicy \"" + requirements.policy() + "\"";
    }

    private static CelRule privileged(Requirements requirements) {
        String most = requirements.allowed().isEmpty()
                ? "no capability"
                : String.join(", ", requirements.allowed()) + " at most";
        return CelRule.ofContainers(
                "privileged",
                PRIVILEGED,
                CelText.string("is privileged, which gives it every capability; " + policy(requirements) + " allows "
                        + most + ": remove securityContext.privileged"));
    }

    private static CelRule add(Requirements requirements) {
        List<String> allowed = requirements.allowed();
        String excess =
                "!(n in " + CelText.list(allowed) + ")" + (requirements.addAll() ? " && n.upperAscii() != 'ALL'" : "");
        String rest = ", which " + policy(requirements)
                + " does not allow: remove that from securityContext.capabilities.add; allowed: "
                + (allowed.isEmpty() ? "none" : String.join(", ", allowed));
        return CelRule.ofContainers(
                "adding",
                ADDING.replace("EXCESS", excess),
                "'adds ' + " + ADDED.replace("EXCESS", excess) + " + " + CelText.string(rest));
    }

    private static CelRule drop(Requirements requirements, String keeping) {
        String names = CelText.list(requirements.dropAll() ? List.of("ALL") : requirements.drop());
        String dropped = requirements.dropAll() ? "d" : "d.upperAscii()";
        String kept = KEPT.replace("NAMES", names).replace("DROPPED", dropped);
        String words = "'does not drop ' + " + kept + ".join(', ') + "
                + CelText.string(
                        ", as " + policy(requirements) + " demands: write securityContext.capabilities.drop: [\"")
                + " + " + kept + ".join('\", \"') + '\"]'";
        return CelRule.ofContainers("keeping", keeping.replace("NAMES", names).replace("DROPPED", dropped), words);
    }
}
