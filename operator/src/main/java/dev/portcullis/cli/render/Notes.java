package dev.portcullis.cli.render;

import dev.portcullis.policy.PolicyRendering;
import dev.portcullis.seccomp.Rendering;
import dev.portcullis.seccomp.Target;
import java.util.Map;

/** What a reader of a document should know that the document itself cannot say. */
final class Notes {

    private Notes() {}

    /** A line for each thing; empty when there is none. */
    static String of(
            Map<String, Rendering.Rendered> profiles, Map<String, PolicyRendering.Rendered> policies, Target target) {
        StringBuilder notes = new StringBuilder();
        profiles.forEach((name, rendered) -> add(notes, name, rendered, target));
        policies.forEach((name, rendered) -> {
            if (rendered.seccomp() != null) {
                add(notes, name, rendered.seccomp(), target);
            }
        });
        if (!policies.isEmpty()
                && (target.kernel() != null || !target.capabilities().isEmpty())) {
            notes.append("--kernel and --caps are about profiles; a policy's files are for its own capabilities\n");
        }
        return notes.toString();
    }

    private static void add(StringBuilder notes, String name, Rendering.Rendered rendered, Target target) {
        if (target.architecture() == null && !rendered.variants().isEmpty()) {
            notes.append(name)
                    .append(": the document is another one on nodes of ")
                    .append(String.join(", ", rendered.variants().keySet()))
                    .append("; give --arch to see it\n");
        }
        if (rendered.minKernel() != null) {
            notes.append(name)
                    .append(": the document is for Linux ")
                    .append(rendered.minKernel())
                    .append(" and newer; agents on older nodes refuse it\n");
        }
    }
}
