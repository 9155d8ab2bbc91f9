package dev.portcullis.manifest.check;

import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Manifest;
import dev.portcullis.manifest.Node;
import dev.portcullis.manifest.Problem;
import java.util.ArrayList;
import java.util.List;

/** Finds in the steps of a rollout what the API server refuses, beside what the schema of a field says. */
final class RolloutCheck {

    private RolloutCheck() {}

    /** Checks a spec of whatever form. */
    static List<Diagnostic> of(Manifest manifest, Node spec) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        spec.member("rollout")
                .flatMap(rollout -> rollout.member("steps"))
                .filter(Node.Sequence.class::isInstance)
                .map(steps -> ((Node.Sequence) steps).items())
                .ifPresent(steps -> {
                    if (steps.isEmpty()) {
                        diagnostics.add(manifest.diagnostic(
                                Diagnostic.Level.ERROR,
                                Problem.INVALID_VALUE.code(),
                                "spec.rollout.steps",
                                "the list is empty; name at least one step, for example nodes: 1"));
                    }
                    diagnostics.addAll(falling(manifest, steps));
                });
        return diagnostics;
    }

    /** Percentages are not compared: the API server cannot, and a later step never has fewer nodes anyway. */
    private static List<Diagnostic> falling(Manifest manifest, List<Node> steps) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        long most = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).member("nodes").orElse(null) instanceof Node.Scalar scalar
                    && scalar.value() instanceof Number count) {
                if (count.longValue() < most) {
                    diagnostics.add(manifest.diagnostic(
                            Diagnostic.Level.ERROR,
                            Problem.CONTRADICTION.code(),
                            "spec.rollout.steps[" + i + "].nodes",
                            "the step has fewer nodes than one before it; put the steps in order"));
                }
                most = Math.max(most, count.longValue());
            }
        }
        return diagnostics;
    }
}
