package dev.portcullis.cli.observe;

import dev.portcullis.capability.Capability;
import dev.portcullis.observation.CapabilityHint;
import dev.portcullis.observation.CapabilityHints;
import java.util.List;
import java.util.stream.Collectors;

/** The sketch of a CapabilityPolicy, which says itself that it is one. */
final class CapabilitySketch {

    private CapabilitySketch() {}

    static String of(Recording recording) {
        List<CapabilityHint> hints = CapabilityHints.of(recording.seen());
        StringBuilder text = new StringBuilder();
        text.append(
                "# A hint, not a policy that was tested: from calls that ask for a capability. Whether a call was made"
                        + " in\n"
                        + "# vain, and what a pointer in it points to, cannot be seen. Try it with enforcement.validate:"
                        + " Warn first.\n"
                        + "# Seen:"
                        + " " + RecordingText.extent(recording.seen()) + "\n");
        text.append("apiVersion: portcullis.dev/v1\nkind: CapabilityPolicy\nmetadata:\n  name: \"")
                .append(recording.name())
                .append("\"\nspec:\n  capabilities:\n    drop:\n      - ALL\n");
        List<CapabilityHint> certain =
                hints.stream().filter(CapabilityHint::certain).toList();
        if (!certain.isEmpty()) {
            text.append("    add:\n");
        }
        for (Capability capability :
                certain.stream().map(CapabilityHint::capability).distinct().toList()) {
            text.append("      - ").append(capability.name()).append("  # ");
            text.append(certain.stream()
                            .filter(hint -> hint.capability() == capability)
                            .map(CapabilitySketch::why)
                            .collect(Collectors.joining("; ")))
                    .append("\n");
        }
        List<CapabilityHint> perhaps = hints.stream()
                .filter(hint ->
                        !hint.certain() && certain.stream().noneMatch(sure -> sure.capability() == hint.capability()))
                .toList();
        if (!perhaps.isEmpty()) {
            text.append("    # Perhaps also, depending on arguments and users:\n");
            perhaps.forEach(hint -> text.append("    # - ")
                    .append(hint.capability().name())
                    .append(": ")
                    .append(why(hint))
                    .append("\n"));
        }
        return text.toString();
    }

    private static String why(CapabilityHint hint) {
        return String.join(", ", hint.syscalls()) + " " + hint.use();
    }
}
