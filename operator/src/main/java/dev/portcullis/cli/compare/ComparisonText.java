package dev.portcullis.cli.compare;

import dev.portcullis.cli.report.Console;
import dev.portcullis.comparison.Change;
import dev.portcullis.comparison.ChangeText;
import dev.portcullis.comparison.Comparison;
import dev.portcullis.comparison.Effect;
import java.util.List;

/** A comparison for people: a line for each change, what it is about first. */
final class ComparisonText {

    private ComparisonText() {}

    static String of(Comparison comparison) {
        if (comparison.isEmpty()) {
            return "both mean the same\n";
        }
        StringBuilder lines = new StringBuilder();
        for (Effect effect : Effect.values()) {
            List<Change> changes = comparison.changes().stream()
                    .filter(change -> change.effect() == effect)
                    .toList();
            if (!changes.isEmpty()) {
                lines.append(title(effect)).append(":\n");
                changes.forEach(change -> lines.append("  ")
                        .append(Console.oneLine(ChangeText.of(change, comparison.named(), Integer.MAX_VALUE)))
                        .append('\n'));
            }
        }
        return lines.toString();
    }

    private static String title(Effect effect) {
        return switch (effect) {
            case WIDER -> "allows more";
            case NARROWER -> "allows less";
            case OTHER -> "changed";
        };
    }
}
